#!/usr/bin/env bash
# Lines, branches and conditions (MC/DC) of what acts on managed machines and of what checks proofs: trust, agent/gate and verify.
# Built apart, with instrumentation and without assertions; a hole that holes.txt does not name with its reason fails, as does a line of
# holes.txt that is no hole any more.
#
#   tests/coverage/run.sh ROOT [write]     write: holes.txt anew, to be read before it is committed
set -euo pipefail
root="$(cd "$1" && pwd)"
build="${STEWARD_COVERAGE_FOLDER:-$root/.build/coverage}"
profiles="$build/profiles"
tools=/usr/lib/llvm-19/bin
export CCACHE_DIR="${CCACHE_DIR:-$root/.cache/ccache}" CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
if [ ! -f "$build/build.ninja" ]; then
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DSTEWARD_COVERAGE=ON -DCMAKE_CXX_COMPILER=clang++-19
fi
ninja -C "$build" trust_test agent_gate_test gate_process_test gate_faults_test evil_test print_proofs steward-verify verify_test
rm -rf "$profiles"; mkdir -p "$profiles"; chmod 1777 "$profiles"
# A program that becomes another user's writes a file of its own there (tests/faults/system_calls.cpp).
export LLVM_PROFILE_FILE="$profiles/%p-%m.profraw" STEWARD_PROFILES="$profiles"
programs=("$build/trust_test" "$build/agent/agent_gate_test" "$build/agent/gate/gate_process_test" "$build/tests/faults/gate_faults_test" "$build/tests/evil_test" "$build/verify/verify_test")
# A way that is open is found open early; the many seeds that CI asks for are for the stage of the stories.
export STEWARD_MODEL_SEEDS="${STEWARD_COVERAGE_SEEDS:-200}"
export TMPDIR="${STEWARD_COVERAGE_TMP:-$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)}"
failed=0
run() { "$@" >"$build/$(basename "$1").log" 2>&1 || { echo "FAILED: $*"; tail -n 30 "$build/$(basename "$1").log"; failed=$((failed + 1)); }; }
# The dice of the model fall otherwise with another compiler: what it sees of missing rules is asked in the stage of the stories.
for program in "${programs[@]}"; do echo "$program"; done | xargs -P 3 -I{} bash -c '
  log="$2/$(basename "$1").log"; "$1" --gtest_brief=1 --gtest_filter=-GateModel.sees_that_a_rule_is_missing >"$log" 2>&1 || touch "$log.failed"' _ {} "$build"
for program in "${programs[@]}"; do
  log="$build/$(basename "$program").log"
  [ ! -e "$log.failed" ] || { rm "$log.failed"; echo "FAILED: $program"; tail -n 30 "$log"; failed=$((failed + 1)); }
done
run python3 "$root/tests/log/proofs_test.py" "$build/tests/print_proofs"
run python3 "$root/tests/log/tampering_test.py" "$build/verify/steward-verify"
programs+=("$build/tests/print_proofs" "$build/verify/steward-verify" "$build/agent/gate/steward-gate-tested")
"$tools/llvm-profdata" merge -sparse "$profiles"/*.profraw -o "$build/merged.profdata"
objects=()
for program in "${programs[@]:1}"; do objects+=(-object "$program"); done
"$tools/llvm-cov" export -format=text -instr-profile="$build/merged.profdata" "${programs[0]}" "${objects[@]}" >"$build/coverage.json" 2>"$build/llvm-cov.log"
python3 "$root/tests/coverage/report.py" "$root" "$build/coverage.json" "$failed" "${2:-check}"
