#!/usr/bin/env bash
# Installs Debian packages and says so: install-debian.sh WHY PACKAGE…
set -euo pipefail

why=$1
shift
echo "formwork: installing $* from Debian ($why)"
if ! command -v apt-get >/dev/null; then
  echo "formwork: this machine has no apt-get; install by hand: $*" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
install=("${as_root[@]}" apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=500)
DEBIAN_FRONTEND=noninteractive "${install[@]}" "$@" >/dev/null 2>&1 || {
  "${as_root[@]}" apt-get update -q
  DEBIAN_FRONTEND=noninteractive "${install[@]}" "$@"
}
