# ./dev test: everything that must hold. Stages run one after the other; each counts its tests. Beside the stories that wait for clocks and
# pages, which leave a third of two processors idle, runs what waits for nobody: the machine in QEMU, then at a low priority what only computes.
dev_test() {
  local quick=no only=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --quick) quick=yes; shift ;;
      --only) [ -n "${2:-}" ] || { echo "dev test: --only needs a stage" >&2; return 2; }; only="$2"; shift 2 ;;
      *) echo "dev test: unknown option $1" >&2; return 2 ;;
    esac
  done
  if [ -n "$only" ] && ! declare -F "stage_$only" >/dev/null; then
    echo "dev test: there is no stage '$only'; there are: $(declare -F | sed -n 's/^declare -f stage_//p' | grep -vx budget | paste -sd ' ')" >&2
    return 2
  fi
  local stages=(rules unit) waiting=() beside=() stage
  [ "$quick" = yes ] || { stages+=(skeletons evil openapi console scenarios) waiting=(end_to_end browser) beside=(machine benches mutants coverage fuzz); }
  [ -z "$only" ] || { stages=("$only") waiting=() beside=(); }
  echo "Steward: test"
  install_packages build test
  configure
  build_console
  build_programs
  mkdir -p "$log_folder"
  verdicts="$(mktemp -d)"
  for stage in "${stages[@]}"; do run_stage "$stage" "$quick"; done
  if [ "${#beside[@]}" != 0 ]; then
    run_beside "$quick" "${beside[@]}" &
    local lane=$!
    for stage in "${waiting[@]}"; do run_stage "$stage" "$quick"; done
    wait "$lane" || true
  fi
  tell_verdicts "${stages[@]}" "${waiting[@]}" "${beside[@]}"
}

# One after the other, as two builds in one folder disturb each other. The machine's own services have their limits of time, so it stands no
# further back than the stories.
run_beside() {
  local quick="$1" stage; shift
  for stage in "$@"; do
    [ "$stage" = machine ] || renice -n 5 "$BASHPID" >/dev/null
    run_stage "$stage" "$quick"
  done
}

# One stage: its line with the seconds, what failed and where to read on, and its verdict for the table at the end. A stage whose lane is
# killed leaves none, and so has failed.
run_stage() {
  local stage="$1" begin=$SECONDS log="$log_folder/test-$1.log" code=0 counts ok bad
  [ ! -t 1 ] || printf '  test: %s ...\r' "$stage"
  "stage_$stage" "$2" >"$log" 2>&1 || code=$?
  counts="$(grep -E '^stage: [0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)"  # a stage that did not get so far says nothing
  ok="$(sed -E 's/^stage: ([0-9]+) passed.*/\1/' <<<"${counts:-stage: 0 passed, 0 failed}")"
  bad="$(sed -E 's/.* ([0-9]+) failed$/\1/' <<<"${counts:-stage: 0 passed, 0 failed}")"
  [ "$code" != 0 ] && [ "${bad:-0}" = 0 ] && bad=1
  [ "$code" = 0 ] && [ "${ok:-0}" = 0 ] && { bad=1; echo "the stage ran no test" >>"$log"; }
  printf '  %-44s%4d s\n' "test: $stage" $((SECONDS - begin))
  # A test that was left out proves nothing, so each stands below by its name and reason.
  skips_in "$log" | while IFS= read -r name; do printf '  %-14s %s\n' "$stage" "$name"; done >"$verdicts/$stage.skipped"
  echo "$ok $bad $(wc -l <"$verdicts/$stage.skipped") $((SECONDS - begin))" >"$verdicts/$stage"
  [ "$bad" != 0 ] || return 0
  grep -nE 'FAILED|Failure|not ok|Error|error:|stage:|\[(direction|mutual|map|readme|size|clock|sleep|tables|sisters|rooted|lock)' "$log" | tail -n 40 >&2 || true
  # What a story waited for, and where: all that is left of a run elsewhere is what stands here.
  grep -nE -A 14 '^FAILED:' "$log" | tail -n 90 >&2 || true
  printf '\nlog:  %s\ntry:  ./dev test --only %s\n' "$log" "$stage" >&2
}

tell_verdicts() {
  local passed=0 failed=0 skips=0 stage ok bad skip seconds
  printf '\n'
  for stage in "$@"; do
    ok=0 bad=1 skip=0 seconds=0
    [ ! -f "$verdicts/$stage" ] || read -r ok bad skip seconds <"$verdicts/$stage"
    printf '  %-14s %6d passed %6d failed %6d skipped %6d s of %d s\n' "$stage" "$ok" "$bad" "$skip" "$seconds" "$(stage_budget "$stage")"
    passed=$((passed + ok)) failed=$((failed + bad)) skips=$((skips + skip))
  done
  printf '\n'
  [ "$skips" = 0 ] || { printf '%d skipped:\n' "$skips"; for stage in "$@"; do cat "$verdicts/$stage.skipped" 2>/dev/null || true; done; printf '\n'; }
  rm -rf "$verdicts"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# Seconds. The browser's are what its stories want of two processors, 950 s when they were counted one by one (docs/benchmarks.md): less is no truth.
stage_budget() { case "$1" in rules) echo 30 ;; skeletons) echo 60 ;; mutants) echo 180 ;; evil) echo 90 ;; coverage) echo 240 ;; unit) echo 300 ;; console) echo 90 ;; scenarios) echo 60 ;; end_to_end) echo 400 ;; browser) echo 700 ;; fuzz) echo 600 ;; openapi) echo 60 ;; machine) echo 400 ;; image) echo 360 ;; *) echo 60 ;; esac; }

# "Name of the test: why it was left out", of GoogleTest programs: the reason stands between its beginning and its end.
skips_in() {
  awk '/^\[ RUN      \] / {reason = ""} /: Skipped$/ {getline reason; next}
    /^\[  SKIPPED \] .*\([0-9]+ ms\)/ {print $4 (reason == "" ? "" : ": " reason)}' "$1"
}

# Sums the "[  PASSED  ] N tests" lines of GoogleTest programs.
count_gtest() {
  awk '/^\[  PASSED  \] [0-9]+ test/ {ok += $4} /^\[  FAILED  \] [0-9]+ tests?,/ {bad += $4} END {printf "stage: %d passed, %d failed\n", ok, bad}' "$1"
}

# One program more than processors, as some of their time is waiting; each has its log, shown in order when all have ended.
run_programs() {
  local folder code=0 program name
  folder="$(mktemp -d)"
  printf '%s\n' "$@" | xargs -P "$((1 + $(nproc)))" -I{} bash -c '"$1" --gtest_brief=0 >"$2/$(basename "$1").log" 2>&1; echo $? >"$2/$(basename "$1").code"' _ {} "$folder"
  for program in "$@"; do
    name="$(basename "$program")"
    echo "== $program"
    cat "$folder/$name.log"
    [ "$(cat "$folder/$name.code")" = 0 ] && continue
    code=1
    grep -qE '^\[  FAILED  \] [0-9]+ tests?,' "$folder/$name.log" || echo "[  FAILED  ] 1 test, the program $name ended with an error"
  done >"$folder/all"
  cat "$folder/all"
  count_gtest "$folder/all"
  rm -rf "$folder"
  return "$code"
}

# For what a stage writes and throws away: in memory where there is room (a container may have 64 MB there) and programs may run, else where it
# is usual. What stories ask of a disk is that a killed process loses nothing; none pulls a machine's plug.
folder_in_memory() {
  if [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm | tail -n 1)" -gt 2000 ] && ! findmnt -n -o OPTIONS -T /dev/shm | grep -qw noexec; then echo /dev/shm
  else echo "${TMPDIR:-/tmp}"; fi
}

stage_rules() { "$build_folder/tools/tidy" "$root" && echo "stage: 1 passed, 0 failed"; }

stage_unit() {
  # The scenarios are a stage of their own. First those that take minutes, so that the end waits for none of them, then the largest, as they
  # hold the most tests; in memory, as half of the time would be the disk's (a killed process is what they try, not a machine without power).
  local programs longest='/(demo|prove|agent_gate|backup_restore|trust)_test$'
  mapfile -t programs < <(ctest --test-dir "$build_folder" -N -V 2>/dev/null | sed -nE 's/^[0-9]+: Test command: "?([^" ]+_test)"?.*/\1/p' | grep -v /scenarios_test | sort -u | xargs ls -S | awk -v longest="$longest" '{print ($0 ~ longest ? 0 : 1), NR, $0}' | sort -k1,1n -k2,2n | cut -d' ' -f3)
  [ "${#programs[@]}" -gt 0 ] || return 1
  # --quick: on one database, and without the demonstration's ninety days.
  local filter="*"
  [ "$1" = no ] || filter="-*/Postgres*:*Demonstration*:Installation.takes_a_demonstration*"
  GTEST_FILTER="$filter" TMPDIR="$(folder_in_memory)" run_programs "${programs[@]}"
}

# What `./dev new` writes, in a copy: it keeps the rules, compiles, and its test fails until it is written.
stage_skeletons() { TMPDIR="$(folder_in_memory)" python3 tests/skeletons/run.py "$build_folder"; }
# What nobody builds every day stops compiling.
stage_benches() { ninja -C "$build_folder" benches && echo "stage: 1 passed, 0 failed"; }
stage_mutants() { bash tests/mutants/run.sh "$build_folder"; }
# All that somebody who owns the server can hand over at a machine's gate, there and over the wire. Hundreds of machines: in memory, not on disk.
stage_evil() { TMPDIR="$(folder_in_memory)" run_programs "$build_folder/tests/evil_test" "$build_folder/tests/evil_server_test"; }
stage_coverage() { bash tests/coverage/run.sh "$root"; }
stage_console() { npm test --prefix web -- --reporter=verbose && npm run check --prefix web && echo "stage: $(grep -cE '✓' "$log_folder/test-console.log") passed, 0 failed"; }
# In two halves, one for each processor.
run_half() { TMPDIR="$(folder_in_memory)" GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX="$2" run_programs "$1" >"$log_folder/scenarios-$2.log" 2>&1; }
stage_scenarios() {
  local code=0 program="$build_folder/tests/scenarios_test"
  run_half "$program" 0 &
  run_half "$program" 1 || code=1
  wait $! || code=1
  cat "$log_folder"/scenarios-[01].log | grep -v '^stage: ' >"$log_folder/scenarios.log"; cat "$log_folder/scenarios.log"
  count_gtest "$log_folder/scenarios.log"
  return "$code"
}
stage_end_to_end() { bash tests/e2e/run.sh "$build_folder"; }
stage_browser() { bash tests/browser/run.sh "$build_folder"; }
stage_openapi() { ensure_node; bash tests/openapi/check.sh; }
# The packages, in a machine of their own; and a managed machine, with signed jobs on it. Packed once for both.
packed=no
pack_once() {
  [ "$packed" = no ] || return 0
  source tools/dev/package.sh
  dev_package && packed=yes
}
stage_machine() { pack_once && bash tests/machine/run.sh "$build_folder" "$root/.build/packages"; }
stage_image() { pack_once && bash tests/image/run.sh "$build_folder" "$root/.build/packages"; }
stage_fuzz() { bash tests/fuzz/run.sh "$root" "${STEWARD_FUZZ_RUNS:-1000000}" "${STEWARD_FUZZ_SECONDS:-300}"; }
