#!/usr/bin/env bash
# The schema proof of `make soak` asks PyPI's jsonschema as well; it lives in a virtual environment outside the clone:
# need-schema-validators.sh FOLDER
set -euo pipefail

folder=$1
wanted=$(dirname "$0")/../tests/schemas/requirements.txt
if cmp -s "$wanted" "$folder/requirements.txt"; then exit 0; fi
if ! command -v python3 >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  "$(dirname "$0")/install-debian.sh" "a second validator of schemas" python3 python3-venv
fi
echo "formwork: installing jsonschema from PyPI into $folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$wanted"
cp "$wanted" "$folder/requirements.txt"
