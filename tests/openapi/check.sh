#!/usr/bin/env bash
# Redocly and Spectral over the API's description, offline after one `npm ci`.
#
#   tests/openapi/check.sh [FILE]     default: schema/golden/openapi.json
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
file="$(realpath "${1:-$here/../../schema/golden/openapi.json}")"
cd "$here"
if ! cmp -s package-lock.json node_modules/.steward-lock 2>/dev/null; then
  npm ci --no-audit --no-fund --ignore-scripts
  cp package-lock.json node_modules/.steward-lock
fi
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true CI=true
node_modules/.bin/redocly lint --config redocly.yaml "$file"
node_modules/.bin/spectral lint --ruleset spectral.yaml --fail-severity=error "$file"
echo "stage: 2 passed, 0 failed"
