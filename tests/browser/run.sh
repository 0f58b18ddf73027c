#!/usr/bin/env bash
# run.sh BUILD_FOLDER [STORY...]: runs the stories in Chromium and prints how many held.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/../stories.sh"
build="$(realpath "$1")"; shift
web="$here/../../web"
if ! [ -d "$web/node_modules/playwright-core" ]; then (cd "$web" && npm ci) || exit 1; fi
# The OpenID provider comes with the packages of tests/e2e.
e2e="$here/../e2e"
if ! cmp -s "$e2e/package-lock.json" "$e2e/node_modules/.steward-lock" 2>/dev/null; then
  (cd "$e2e" && npm ci) || exit 1
  cp "$e2e/package-lock.json" "$e2e/node_modules/.steward-lock"
fi
if ! [ -x "${STEWARD_CHROMIUM:-/usr/bin/chromium}" ]; then
  echo "no chromium; next: apt-get install chromium, or STEWARD_CHROMIUM=/path/of/another" >&2
  exit 1
fi
# One waits for a real machine's reports, the other looks at every page.
run_stories "$build" "$here" "journey|pages" "$@"
