#!/usr/bin/env bash
# Runs the browser journeys of designer-web/e2e with Playwright: run-journeys.sh [smoke]
# "smoke" runs those named so (*.smoke.spec.ts). No journey to run is a failure, not a success.
set -euo pipefail
cd "$(dirname "$0")/../designer-web"

pattern="*.spec.ts"
chosen=()
if [ "${1:-}" = smoke ]; then
  pattern="*.smoke.spec.ts"
  chosen=("\.smoke\.spec\.ts$")
fi
if [ -z "$(find e2e -name "$pattern" 2>/dev/null | head -1)" ]; then
  echo "formwork: there are no browser journeys ($pattern) in designer-web/e2e" >&2
  exit 1
fi
# The browser is Debian's; Playwright brings none of its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export FORMWORK_CHROMIUM="${FORMWORK_CHROMIUM:-$(command -v chromium)}"
npx playwright test "${chosen[@]}"
