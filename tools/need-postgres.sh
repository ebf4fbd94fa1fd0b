#!/usr/bin/env bash
# Tests start a private PostgreSQL from Debian's binaries on a free port and end it; no cluster of this machine is touched.
set -euo pipefail

if ! ls -d /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
  "$(dirname "$0")/install-debian.sh" "tests on both databases" postgresql postgresql-client
fi
