#!/usr/bin/env bash
# Runs the browser journeys of designer-web/e2e with Playwright: run-journeys.sh [smoke]
# "smoke" runs those named so (*.smoke.spec.ts) at the size of a desk. No journey to run is a failure, not a success.
set -euo pipefail
cd "$(dirname "$0")/../designer-web"

chosen=()
if [ "${1:-}" = smoke ]; then chosen=("\.smoke\.spec\.ts$" --project=desktop); fi
# The browser is Debian's; Playwright brings none of its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export FORMWORK_CHROMIUM="${FORMWORK_CHROMIUM:-$(command -v chromium)}"
npx playwright test "${chosen[@]}"
