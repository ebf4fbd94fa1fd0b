#!/usr/bin/env bash
# cargo-deny is built from crates.io when it is missing. That takes long on a small machine, so `make lint` does not
# ask for it: what it holds about who names whom is also held by tests/tidy.rs.
set -euo pipefail

command -v cargo-deny >/dev/null && exit 0
echo "formwork: building cargo-deny from crates.io; on two cores this takes ten minutes or more"
cargo install cargo-deny --locked
