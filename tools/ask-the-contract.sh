#!/usr/bin/env bash
# Asks every operation of the running program what its own OpenAPI description promises, with requests that Schemathesis
# makes up: ask-the-contract.sh PYTHON_FOLDER EXAMPLES. No answer may be a server's error, of a status or a shape that the
# description does not name.
set -euo pipefail

folder=$1
examples=$2
here=$(dirname "$0")
"$here/need-python.sh" "$folder" "$here/../tests/contract/requirements.txt" "a tester of HTTP contracts"

place=$(mktemp -d)
"$FORMWORK_BIN" serve --demo --data-dir "$place/data" --listen 127.0.0.1:0 >"$place/said" 2>"$place/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$place"' EXIT
for _ in $(seq 300); do
  grep -q '^listening on ' "$place/said" && break
  kill -0 "$server" || { cat "$place/log" >&2; exit 1; }
  sleep 0.2
done
address=$(sed -n 's/^listening on //p' "$place/said")
token=$("$FORMWORK_BIN" token create --user demo --name contract --json --data-dir "$place/data" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')

# Left out is what would end the conversation: signing out, other tokens, one's own password, and the sample data's end.
# It keeps what it has learned in the folder it runs in.
cd "$place"
"$folder/bin/schemathesis" run "$address/api/v1/openapi.json" --header "Authorization: Bearer $token" \
  --exclude-path /api/v1/demo/remove --exclude-path /api/v1/me --exclude-path /api/v1/session \
  --exclude-path '/api/v1/tokens/{id}' \
  --phases coverage,fuzzing --max-examples "$examples" --continue-on-failure --generation-deterministic --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance
