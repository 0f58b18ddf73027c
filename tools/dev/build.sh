# ./dev build [TARGET ...]
dev_build() {
  install_packages build
  configure
  build_console
  build_programs "$@"
}
