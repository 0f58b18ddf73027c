# ./dev fuzz [TARGET] [--runs N]: the fuzzers with sanitizers, from their seed corpora.
dev_fuzz() {
  local target="" runs=1000000
  while [ $# -gt 0 ]; do
    case "$1" in
      --runs) [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || { echo "dev fuzz: --runs needs a number" >&2; return 2; }; runs="$2"; shift 2 ;;
      --*) echo "dev fuzz: unknown option $1" >&2; return 2 ;;
      *) target="$1"; shift ;;
    esac
  done
  if [ -n "$target" ] && [ ! -f "tests/fuzz/targets/$target.cpp" ]; then
    echo "dev fuzz: there is no fuzzer '$target'; there are: $(find tests/fuzz/targets -name '*.cpp' -printf '%f\n' | sed 's/[.]cpp$//' | sort | paste -sd ' ')" >&2
    return 2
  fi
  install_packages build test
  STEWARD_FUZZ_TARGET="$target" bash tests/fuzz/run.sh "$root" "$runs" 3600
}
