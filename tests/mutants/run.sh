#!/usr/bin/env bash
# run.sh BUILD_FOLDER: the gate with one check left out, for each of them, and the chain with one rule left out; a story must find out.
# The whole ones (0) must hold.
# STEWARD_MUTANTS=all: those of policies, tickets and bindings too (eight minutes).
set -euo pipefail
build="$1"
rm -rf "$build/mutants"
targets=(gate_mutants trust_mutants)
[ "${STEWARD_MUTANTS:-}" != all ] || targets+=(gate_policy_mutants)
ninja -C "$build" "${targets[@]}"
# The random model finds what it finds early; all of its seeds are for the whole program.
export STEWARD_MODEL_SEEDS="${STEWARD_MODEL_SEEDS:-20}"
passed=0; failed=0
for program in "$build"/mutants/*_without_*; do
  check="${program##*_without_}" expected=1 code=0 stories='GateStory.*:PolicyStory.*:BindingStory.*'
  case "$program" in */chain_without_*) stories='*' ;; esac
  case "$check" in 0 | trust_0) expected=0 ;; esac
  said="$("$program" --gtest_filter="$stories" 2>&1)" || code=$?
  # A program that ran no story, or died, found nothing.
  if [ "$code" = "$expected" ] && grep -qE '^\[==========\] [1-9][0-9]* tests from [1-9][0-9]* test suites? ran' <<<"$said"; then
    echo "ok - without check $check: $(grep -cE '^\[  FAILED  \] .* ms\)$' <<<"$said" || true) stories fail"
    passed=$((passed + 1))
  else
    echo "not ok - without check $check"; echo "$said"
    failed=$((failed + 1))
  fi
done
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
