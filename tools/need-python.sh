#!/usr/bin/env bash
# What `make soak` asks from PyPI lives in a virtual environment outside the clone:
# need-python.sh FOLDER REQUIREMENTS WHAT
set -euo pipefail

folder=$1
wanted=$2
what=$3
if cmp -s "$wanted" "$folder/requirements.txt"; then exit 0; fi
if ! command -v python3 >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  "$(dirname "$0")/install-debian.sh" "$what" python3 python3-venv
fi
echo "formwork: installing $what from PyPI into $folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$wanted"
cp "$wanted" "$folder/requirements.txt"
