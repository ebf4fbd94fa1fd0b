#!/usr/bin/env bash
# Browser journeys need Debian's Chromium and fonts that have Chinese characters.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -n "$(ls -d /usr/share/fonts/opentype/noto/NotoSansCJK* 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
if [ ${#missing[@]} -gt 0 ]; then
  "$(dirname "$0")/install-debian.sh" "browser journeys" "${missing[@]}"
fi
