# One word per thing a person does. Each target installs what it needs and says so (tools/need-*.sh).
#
#   make run      the program with the customer archive and sample data; builds it and the web application first
#   make test     every test of every layer; ten minutes on two cores, twenty the first time
#   make soak     the random tests with their full counts, schemas judged by Python's jsonschema as well, and the
#                 contract asked by Schemathesis (make contract); ten minutes
#   make faults   kill -9 under load, 20 rounds on both databases, and a publish killed after each of its statements
#   make lint     formatting, clippy, the crates' boundaries, biome, tsc
#   make e2e      browser journeys through the built program, at the size of a desk and of a phone
#   make deny     licences, advisories and who may name what (cargo-deny); builds cargo-deny when it is missing
#   make bench    how fast it is, into target/bench.json; AREA=records|import|start, BENCH_ROWS=100000 for a quick run
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
	@sed -n '3,11s/^#   //p' Makefile

# npm's own mark of a finished install; newer than the lock means: nothing to do.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	tools/need-packages.sh $(WEB)

# Where `make run` keeps its data and listens.
DATA_DIR ?= data
LISTEN ?= 127.0.0.1:8080

# What the program carries inside it; made anew when something it is made of is newer.
$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(shell find designer-web/src designer-web/public designer-web/*.html designer-web/*.ts designer-web/*.json -type f 2>/dev/null) $(shell find engine-core/src engine-forms/src designer-web/engine/src Cargo.lock -type f)
	@echo "formwork: building the web application"
	npm --prefix $(WEB) run build
	@touch $@

.PHONY: web
web: $(WEB)/dist/index.html

# Installs the npm packages of designer-web and, through Cargo, the crates; nothing else.
.PHONY: run
run: web
	@echo "formwork: building the program; the first time takes some minutes"
	cargo build --profile quick -p platform-server
	@echo "formwork: data in $(DATA_DIR); the sample users have one password, Ctrl-C stops"
	exec $(CARGO_TARGET_DIR)/quick/formwork serve --demo --data-dir $(DATA_DIR) --listen $(LISTEN)

.PHONY: binary
binary:
	cargo build -p platform-server

.PHONY: test
test: test-rust test-web smoke

# A validator of schemas that is not ours: the proof of compiled schemas asks ajv, which needs no more than Node.
SCHEMAS := tests/schemas
$(SCHEMAS)/node_modules/.package-lock.json: $(SCHEMAS)/package-lock.json
	tools/need-packages.sh $(SCHEMAS)

.PHONY: test-rust
test-rust: web binary $(SCHEMAS)/node_modules/.package-lock.json
	tools/need-postgres.sh
	$(CARGO_TEST) --workspace --exclude formwork-bench

# What `make soak` tries of each random test, and where Python's jsonschema is installed: it needs Python, on which
# `make test` does not count.
SOAK_CASES ?= 20000
PYTHON_PLACE ?= $(HOME)/.cache/formwork/python

# Requests that Schemathesis makes up for each operation.
EXAMPLES ?= 50
CONTRACT_PLACE ?= $(HOME)/.cache/formwork/contract

.PHONY: contract
contract: web binary
	tools/ask-the-contract.sh $(CONTRACT_PLACE) $(EXAMPLES)

.PHONY: soak
soak: web binary $(SCHEMAS)/node_modules/.package-lock.json
	tools/need-postgres.sh
	tools/need-python.sh $(PYTHON_PLACE) tests/schemas/requirements.txt "a second validator of schemas"
	FORMWORK_CASES=$(SOAK_CASES) FORMWORK_PYTHON=$(PYTHON_PLACE)/bin/python $(CARGO_TEST) -p platform-server -p engine-core -p engine-forms --test proofs --test kinds --test formulas --test properties --test session
	FORMWORK_CASES=$(SOAK_CASES) $(CARGO_TEST) -p platform-server --lib transfer::write::tests
	tools/ask-the-contract.sh $(CONTRACT_PLACE) $(EXAMPLES)

ROUNDS ?= 20

.PHONY: faults
faults: binary
	tools/need-postgres.sh
	FORMWORK_ROUNDS=$(ROUNDS) $(CARGO_TEST) -p formwork-tests --test faults

.PHONY: test-web
test-web: web
	npm --prefix $(WEB) test

# Five journeys through the built program; all of them, at both sizes, are `make e2e`.
.PHONY: smoke
smoke: web binary
	tools/need-chromium.sh
	tools/run-journeys.sh smoke

.PHONY: e2e
e2e: web binary
	tools/need-chromium.sh
	tools/run-journeys.sh

.PHONY: lint
lint: lint-rust lint-web

.PHONY: lint-rust
lint-rust:
	tools/need-rust-parts.sh
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTFLAGS="-D warnings" cargo check --target wasm32-unknown-unknown -p engine-core --no-default-features
	RUSTFLAGS="-D warnings" cargo check --target wasm32-unknown-unknown -p engine-forms -p formwork-engine

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

# Data is made once and kept in ~/.cache/formwork/bench; BENCH_DATABASES=sqlite,postgres and BENCH_SECONDS are read, too.
.PHONY: bench
bench:
	tools/need-postgres.sh
	cargo build --release -p platform-server
	cargo build --release -p formwork-bench
	AREA="$(AREA)" FORMWORK_BIN="$(CARGO_TARGET_DIR)/release/formwork" $(CARGO_TARGET_DIR)/release/formwork-bench
