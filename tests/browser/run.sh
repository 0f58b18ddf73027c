#!/usr/bin/env bash
# run.sh BUILD_FOLDER [STORY...]: runs the stories in Chromium, two at a time, and prints how many held.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$(realpath "$1")"; shift
at_a_time="${STEWARD_STORIES_AT_A_TIME:-2}"
web="$here/../../web"
if ! [ -d "$web/node_modules/playwright-core" ]; then (cd "$web" && npm ci) || exit 1; fi
if ! [ -x "${STEWARD_CHROMIUM:-/usr/bin/chromium}" ]; then
  echo "no chromium; next: apt-get install chromium, or STEWARD_CHROMIUM=/path/of/another" >&2
  exit 1
fi
stories=("$@")
# The longest two first: one waits for a real machine's reports, the other looks at every page.
[ "${#stories[@]}" = 0 ] && mapfile -t stories < <(find "$here" -maxdepth 1 -name '*.story.mjs' | sed -E 's/.*\/(journey|pages)\./0 &/; t; s/^/1 /' | sort | cut -d' ' -f2)
told="$(mktemp -d)"
trap 'rm -rf "$told"' EXIT
tell() { # tell STORY: one story with a head line before and a verdict after what it says
  local name begin=$SECONDS verdict=ok
  name="$(basename "$1" .story.mjs)"
  STEWARD_BUILD="$build" node "$1" >"$told/$name.text" 2>&1 </dev/null || verdict="not ok"
  { echo "== $name"; cat "$told/$name.text"; echo "$verdict - $name, $((SECONDS - begin)) s"; echo; } >"$told/$name.whole"
  [ "$verdict" = ok ] && touch "$told/$name.held"
  cat "$told/$name.whole"
}
for story in "${stories[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$at_a_time" ]; do wait -n || true; done
  tell "$story" &
done
wait
passed="$(find "$told" -name '*.held' | wc -l)"
failed=$((${#stories[@]} - passed))
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
