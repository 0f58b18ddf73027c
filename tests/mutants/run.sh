#!/usr/bin/env bash
# run.sh BUILD_FOLDER: the gate with one check left out, for each of them; a story must find out. The whole one (0) must hold.
set -euo pipefail
build="$1"
ninja -C "$build" gate_mutants
passed=0; failed=0
for program in "$build"/mutants/gate_without_*; do
  check="${program##*_}" found=yes
  if said="$("$program" --gtest_filter='GateStory.*' 2>&1)"; then found=no; fi
  # A program that ran no story, or died, found nothing.
  if ! grep -qE '^\[==========\] [1-9][0-9]* tests from 1 test suite ran' <<<"$said"; then
    verdict="not ok"
    echo "$said"
  elif [ "$check" = 0 ]; then
    [ "$found" = no ] && verdict=ok || verdict="not ok"
  else
    [ "$found" = yes ] && verdict=ok || verdict="not ok"
  fi
  echo "$verdict - without check $check: $(grep -cE '^\[  FAILED  \] GateStory.* ms\)$' <<<"$said" || true) stories fail"
  if [ "$verdict" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
