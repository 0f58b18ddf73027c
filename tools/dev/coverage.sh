# ./dev coverage [--write]: lines, branches and conditions of gate and proof verifier, and the holes that are left.
dev_coverage() {
  if [ $# -gt 1 ] || { [ -n "${1:-}" ] && [ "$1" != --write ]; }; then
    echo "dev coverage: unknown option ${1:-}; it takes --write or nothing" >&2
    return 2
  fi
  install_packages build test
  bash tests/coverage/run.sh "$root" "$([ "${1:-}" = --write ] && echo write || echo check)"
}
