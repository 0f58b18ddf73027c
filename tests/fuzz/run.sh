#!/usr/bin/env bash
# All fuzzers, or STEWARD_FUZZ_TARGET alone, each from its seeds: at most RUNS inputs each, together at
# most SECONDS. What breaks one is kept in the log folder, to be added to its seeds once it is mended.
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
passed=0; failed=0
for target in "${targets[@]}"; do
  echo "== $target: at most $runs inputs, at most $each s"
  # New inputs go to a folder of this run; the seeds stay as they were committed.
  work="$(mktemp -d)"
  if "$build/fuzz/$target" -runs="$runs" -max_total_time="$each" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
      -artifact_prefix="$found/$target-" "$work" "$here/corpus/$target"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $target; the input is in $found"
  fi
  rm -rf "$work"
done
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
