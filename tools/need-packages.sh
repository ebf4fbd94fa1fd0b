#!/usr/bin/env bash
# Installs the npm packages of a folder exactly as its lock file says: need-packages.sh FOLDER
set -euo pipefail

echo "formwork: installing the npm packages of $1"
npm --prefix "$1" ci --no-audit --no-fund
