#!/usr/bin/env bash
# run.sh BUILD_FOLDER [STORY...]: runs the stories, two at a time, and prints how many held.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$(realpath "$1")"; shift
at_a_time="${STEWARD_STORIES_AT_A_TIME:-2}"
if ! cmp -s "$here/package-lock.json" "$here/node_modules/.steward-lock" 2>/dev/null; then
  (cd "$here" && npm ci) || exit 1
  cp "$here/package-lock.json" "$here/node_modules/.steward-lock"
fi
stories=("$@")
# The longest two first: one waits for minutes, the other works for minutes.
[ "${#stories[@]}" = 0 ] && mapfile -t stories < <(find "$here" -maxdepth 1 -name '*.story.mjs' | sed -E 's/.*(killed_agent|killed_server)/0 &/; t; s/^/1 /' | sort | cut -d' ' -f2)
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
