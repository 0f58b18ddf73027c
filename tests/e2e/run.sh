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
# Two wait for minutes, the others work for minutes. Three at a time beside those two: together they want less than half a processor. The longest first.
STEWARD_STORIES_AT_A_TIME="${STEWARD_STORIES_AT_A_TIME:-3}" WAITING="killed_agent restore_proof" \
  run_stories "$build" "$here" "killed_agent|restore_proof|killed_outbox|killed_server" "$@"
