# ./dev fuzz [TARGET] [--runs N]: the fuzzers with sanitizers, from their seed corpora.
dev_fuzz() {
  local target="" runs=1000000
  while [ $# -gt 0 ]; do
    case "$1" in --runs) runs="$2"; shift 2 ;; *) target="$1"; shift ;; esac
  done
  install_packages build test
  STEWARD_FUZZ_TARGET="$target" bash tests/fuzz/run.sh "$root" "$runs" 3600
}
