#!/usr/bin/env bash
# All fuzzers, or STEWARD_FUZZ_TARGET alone, each from its seeds, one on each processor: at most RUNS inputs each, together SECONDS of processor
# time. What breaks one is kept in the log folder, to be added to its seeds once it is mended. At the end: how many inputs each one had.
#
#   tests/fuzz/run.sh ROOT RUNS SECONDS
set -euo pipefail
root="$(cd "$1" && pwd)"; runs="$2"; seconds="$3"
here="$root/tests/fuzz"
build="$root/.build/fuzz"
found="$root/.cache/fuzz-findings"
export CCACHE_DIR="$root/.cache/ccache" CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$found"
if [ ! -f "$build/build.ninja" ]; then
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSTEWARD_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++-19
fi
targets=()
for file in "$here"/targets/*.cpp; do targets+=("$(basename "$file" .cpp)"); done
if [ -n "${STEWARD_FUZZ_TARGET:-}" ]; then
  targets=("$STEWARD_FUZZ_TARGET")
  ninja -C "$build" "fuzz_target_$STEWARD_FUZZ_TARGET"
else
  ninja -C "$build" fuzzers
  # Where each of a million inputs got its memory is of no use until one breaks something, and took a tenth to a fifth of the time; the target alone
  # (./dev fuzz TARGET) says it whole.
  ASAN_OPTIONS="$ASAN_OPTIONS:malloc_context_size=1"
fi
# What anybody can send to the server, and what is read back after a crash, has its RUNS whatever they take: 7 to 60 s of a processor for a million
# (docs/benchmarks.md). The others share what is left. Two whose inputs cost by their length get shorter ones: longer texts say nothing new there.
whole=(filter http_request wire series json route spool)
whole_take=165
declare -A longest=([filter]=256 [wire]=1024)
if [ "${#targets[@]}" = 1 ]; then each="$seconds"
else
  mapfile -t targets < <(printf '%s\n' "${whole[@]}"; printf '%s\n' "${targets[@]}" | grep -vxF -f <(printf '%s\n' "${whole[@]}"))
  each=$(((seconds - whole_take) / (${#targets[@]} - ${#whole[@]}))); [ "$each" -gt 0 ] || each=1
fi
told="$(mktemp -d)"
trap 'rm -rf "$told"' EXIT
# What it says comes out in one piece. New inputs go to a folder of this run; the seeds stay as they were committed.
fuzz() {
  local target="$1" verdict=failed limit="$each" TIMEFORMAT='%U %S' broke
  [[ " ${whole[*]} " != *" $target "* ]] || limit=$((3 * seconds))
  mkdir "$told/$target"
  {
    echo "== $target: at most $runs inputs, at most $limit s"
    if time "$build/fuzz/$target" -runs="$runs" -max_total_time="$limit" -max_len="${longest[$target]:-4096}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -print_funcs=0 -verbosity=0 \
        -artifact_prefix="$found/$target-" "$told/$target" "$here/corpus/$target"; then
      verdict=passed
    fi
  } >"$told/$target.text" 2>&1 </dev/null
  if [ "$verdict" = failed ]; then
    # Where it broke, and the input itself if it is short: of a run elsewhere only what stands here is seen.
    broke="$(grep -E '^==[0-9]+==|runtime error|^ +#[0-9]+ .*(tests/fuzz|\.\./\.\./)|^Base64:' "$told/$target.text" | cut -c1-1500 | head -n 13 || true)"
    printf 'FAILED: %s; the input is in %s\n%s\n' "$target" "$found" "$broke" >>"$told/$target.text"
  fi
  touch "$told/$target.$verdict"
  cat "$told/$target.text"
}
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  fuzz "$target" &
done
wait
for target in "${targets[@]}"; do
  awk -v target="$target" '/^stat::number_of_executed_units:/ {inputs = $2} /^[0-9.]+ [0-9.]+$/ {spent = $1 + $2}
    END {printf "inputs: %-16s %8d in %5.1f s of a processor\n", target, inputs, spent}' "$told/$target.text"
done | tee "$told/inputs"
awk '{spent += $5} END {printf "inputs: together %.0f s of a processor\n", spent}' "$told/inputs"
passed="$(find "$told" -name '*.passed' | wc -l)"
failed=$((${#targets[@]} - passed))
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
