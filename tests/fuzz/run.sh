#!/usr/bin/env bash
# All fuzzers, or STEWARD_FUZZ_TARGET alone, each from its seeds, one on each processor: at most RUNS inputs each,
# together at most SECONDS of processor time. What breaks one is kept in the log folder, to be added to its seeds once it is mended.
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
fi
each=$((seconds / ${#targets[@]})); [ "$each" -gt 0 ] || each=1
told="$(mktemp -d)"
trap 'rm -rf "$told"' EXIT
# What it says comes out in one piece. New inputs go to a folder of this run; the seeds stay as they were committed.
fuzz() {
  local target="$1" verdict=failed
  mkdir "$told/$target"
  {
    echo "== $target: at most $runs inputs, at most $each s"
    if "$build/fuzz/$target" -runs="$runs" -max_total_time="$each" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$found/$target-" "$told/$target" "$here/corpus/$target"; then
      verdict=passed
    else
      echo "FAILED: $target; the input is in $found"
    fi
  } >"$told/$target.text" 2>&1 </dev/null
  touch "$told/$target.$verdict"
  cat "$told/$target.text"
}
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  fuzz "$target" &
done
wait
passed="$(find "$told" -name '*.passed' | wc -l)"
failed=$((${#targets[@]} - passed))
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
