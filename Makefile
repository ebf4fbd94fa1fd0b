# One word per thing a person does. Each target installs what it needs and says so (tools/need-*.sh).
#
#   make test     every test of every layer; about fifteen minutes on two cores, the first time longer
#   make lint     formatting, clippy, the crates' boundaries, biome, tsc
#   make e2e      the browser journeys through the real program, all of them
#   make deny     licences, advisories and who may name what (cargo-deny); builds cargo-deny when it is missing
#   make format   puts the formatting right

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Outside the clone, so that a fresh clone of the same machine builds warm.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/formwork/target
# The program that tests drive.
export FORMWORK_BIN ?= $(CARGO_TARGET_DIR)/debug/formwork

WEB := designer-web
CARGO_TEST := $(shell command -v cargo-nextest >/dev/null 2>&1 && echo "cargo nextest run" || echo "cargo test")

.PHONY: help
help:
	@sed -n '3,7s/^#   //p' Makefile

# npm's own mark of a finished install; newer than the lock means: nothing to do.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	tools/need-packages.sh $(WEB)

.PHONY: binary
binary:
	cargo build -p platform-server

.PHONY: test
test: test-rust test-web smoke

.PHONY: test-rust
test-rust: binary
	tools/need-postgres.sh
	$(CARGO_TEST) --workspace

.PHONY: test-web
test-web: $(WEB)/node_modules/.package-lock.json
	npm --prefix $(WEB) test

# SMOKE=1 runs the journeys named "smoke" only; no journey at all is a failure.
.PHONY: e2e
e2e: binary $(WEB)/node_modules/.package-lock.json
	tools/need-chromium.sh
	tools/run-journeys.sh $(if $(SMOKE),smoke)

.PHONY: smoke
smoke:
	$(MAKE) e2e SMOKE=1

.PHONY: lint
lint: lint-rust lint-web

.PHONY: lint-rust
lint-rust:
	tools/need-rust-parts.sh
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTFLAGS="-D warnings" cargo check --target wasm32-unknown-unknown -p engine-core --no-default-features
	RUSTFLAGS="-D warnings" cargo check --target wasm32-unknown-unknown -p engine-forms

.PHONY: lint-web
lint-web: $(WEB)/node_modules/.package-lock.json
	npm --prefix $(WEB) run lint
	npm --prefix $(WEB) run typecheck

.PHONY: deny
deny:
	tools/need-cargo-deny.sh
	cargo deny --workspace check

.PHONY: format
format: $(WEB)/node_modules/.package-lock.json
	cargo fmt
	npm --prefix $(WEB) run format
