#!/usr/bin/env bash
# Lint needs rustfmt, clippy and the target of the browser.
set -euo pipefail

cargo fmt --version >/dev/null 2>&1 || { echo "formwork: adding rustfmt"; rustup component add rustfmt; }
cargo clippy --version >/dev/null 2>&1 || { echo "formwork: adding clippy"; rustup component add clippy; }
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; then
  echo "formwork: adding the target wasm32-unknown-unknown"
  rustup target add wasm32-unknown-unknown
fi
