# ./dev coverage [--write]: lines, branches and conditions of gate and proof verifier, and the holes that are left.
dev_coverage() {
  install_packages build test
  bash tests/coverage/run.sh "$root" "$([ "${1:-}" = --write ] && echo write || echo check)"
}
