# Runs `*.story.mjs`, STEWARD_STORIES_AT_A_TIME (2), and prints how many held. Sourced by e2e/run.sh and browser/run.sh.

# run_stories BUILD_FOLDER FOLDER LONGEST [STORY...]: all stories of FOLDER unless some are named;
# LONGEST ("pages|journey") names those that begin first, so that the end waits for none of them.
# With WAITING="NAME..." those stories go beside the two: they only wait for a clock.
run_stories() {
  local build="$1" folder="$2" longest="$3"; shift 3
  local at_a_time="${STEWARD_STORIES_AT_A_TIME:-2}" story passed failed
  local stories=("$@")
  if [ "${#stories[@]}" = 0 ]; then
    mapfile -t stories < <(find "$folder" -maxdepth 1 -name '*.story.mjs' | sed -E "s/.*\/($longest)\./0 &/; t; s/^/1 /" | sort | cut -d' ' -f2)
  fi
  told="$(mktemp -d)"
  trap 'rm -rf "$told"' EXIT
  for story in "${stories[@]}"; do
    [[ " ${WAITING:-} " != *" $(basename "$story" .story.mjs) "* ]] || at_a_time=$((at_a_time + 1))
    while [ "$(jobs -rp | wc -l)" -ge "$at_a_time" ]; do wait -n || true; done
    tell_story "$build" "$story" &
  done
  wait
  passed="$(find "$told" -name '*.held' | wc -l)"
  failed=$((${#stories[@]} - passed))
  echo "stage: $passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# One story, with a head line before and a verdict after what it says. STEWARD_SHARED: where stories of this run keep what they have in common.
tell_story() {
  local name begin=$SECONDS verdict=ok
  name="$(basename "$2" .story.mjs)"
  STEWARD_BUILD="$1" STEWARD_SHARED="$told" node "$2" >"$told/$name.text" 2>&1 </dev/null || verdict="not ok"
  { echo "== $name"; cat "$told/$name.text"; echo "$verdict - $name, $((SECONDS - begin)) s"; echo; } >"$told/$name.whole"
  [ "$verdict" = ok ] && touch "$told/$name.held"
  cat "$told/$name.whole"
}
