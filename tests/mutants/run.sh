#!/usr/bin/env bash
# run.sh BUILD_FOLDER: the gate with one check left out, for each of them, and the chain with one rule left out; a story must find out.
# The whole ones (0) must hold.
# STEWARD_MUTANTS=all: those of policies, tickets and bindings too (eight minutes).
set -euo pipefail

# run.sh one PROGRAM: its line.
if [ "$1" = one ]; then
  program="$2" check="${2##*_without_}" expected=1 code=0 stories='GateStory.*:PolicyStory.*:BindingStory.*'
  case "$program" in
    */chain_without_*) stories='-LogTree.*:ChainLimits.one_has_no_more_links_than_most' ;;  # neither asks for a rule, and they are the longest
    */view_without_*) stories='*' ;;
    */process_without_*)  # a gate, which the stories of crashes start
      [ "$(id -u)" = 0 ] || { echo "# without check $check: not tried, these stories want root"; exit 0; }
      export STEWARD_GATE_PROGRAM="$program"
      program="${program%/mutants/*}/agent/gate/gate_process_test" stories='EveryStep/CrashStory.*' ;;
  esac
  case "$check" in 0 | trust_0 | view_0) expected=0 ;; esac
  said="$("$program" --gtest_filter="$stories" 2>&1)" || code=$?
  # A program that ran no story, or died, found nothing.
  if [ "$code" = "$expected" ] && grep -qE '^\[==========\] [1-9][0-9]* tests from [1-9][0-9]* test suites? ran' <<<"$said"; then
    echo "ok - without check $check: $(grep -cE '^\[  FAILED  \] .* ms\)$' <<<"$said" || true) stories fail"
  else
    printf 'not ok - without check %s\n%s\n' "$check" "$said"
  fi
  exit 0
fi

build="$1"
rm -rf "$build/mutants"
targets=(gate_mutants trust_mutants)
[ "${STEWARD_MUTANTS:-}" != all ] || targets+=(gate_policy_mutants)
ninja -C "$build" "${targets[@]}"
# The random model finds what it finds early; the many seeds that CI asks for are for the whole program, so the number here is its own.
export STEWARD_MODEL_SEEDS="${STEWARD_MUTANT_SEEDS:-20}"
lines="$(printf '%s\0' "$build"/mutants/*_without_* | xargs -0 -P "$(nproc)" -n 1 "${BASH_SOURCE[0]}" one)"
echo "$lines"
passed="$(grep -c '^ok - ' <<<"$lines" || true)" failed="$(grep -c '^not ok - ' <<<"$lines" || true)"
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
