#!/usr/bin/env bash
# run.sh BUILD_FOLDER [STORY...]: runs the stories on real programs and prints how many held.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/../stories.sh"
build="$(realpath "$1")"; shift
if ! cmp -s "$here/package-lock.json" "$here/node_modules/.steward-lock" 2>/dev/null; then
  (cd "$here" && npm ci) || exit 1
  cp "$here/package-lock.json" "$here/node_modules/.steward-lock"
fi
# Some look at the console's screens, too.
if ! [ -d "$here/../../web/node_modules/playwright-core" ]; then (cd "$here/../../web" && npm ci) || exit 1; fi
# One waits for minutes, the others work for minutes.
WAITING=killed_agent run_stories "$build" "$here" "killed_agent|killed_outbox|killed_server" "$@"
