# ./dev package: the .deb of server, agent, signer and prover, checked by lintian and by systemd's own scoring.
dev_package() {
  install_packages build check
  configure
  build_console
  build_programs
  build_programs package_files
  mkdir -p .build/packages
  rm -f .build/packages/*.deb "$build_folder"/agent-package/*.deb
  step "pack the agent" "read $log_folder/pack-the-agent.log" pack_component agent
  cp .build/packages/steward-agent_*.deb "$build_folder/agent-package/"  # the server offers it to new machines
  step "pack the server" "read $log_folder/pack-the-server.log" pack_component server
  step "pack the signer" "read $log_folder/pack-the-signer.log" pack_component signer
  step "pack the prover" "read $log_folder/pack-the-prover.log" pack_component prove
  local package
  for package in .build/packages/*.deb; do
    step "lintian ${package##*/}" "lintian --info $package" lintian --fail-on error,warning "$package"
    sha256sum "$package"
  done
  if command -v systemd-analyze >/dev/null; then step "how exposed the units are" "packaging/exposure.txt says how far each may be, and why" score_units; fi
}

pack_component() { cpack --config "$build_folder/CPackConfig.cmake" -D "CPACK_COMPONENTS_ALL=$1" -B "$root/.build/packages"; }

# Each unit against its bar; a unit without one has none.
score_units() {
  local unit bar code=0
  for unit in packaging/*.service; do
    bar="$(awk -v unit="$(basename "$unit" .service)" '$1 == unit {print $2}' packaging/exposure.txt)"
    [ -n "$bar" ] || { echo "packaging/exposure.txt lacks $(basename "$unit" .service)"; code=1; continue; }
    systemd-analyze security --offline=true --no-pager --threshold="$bar" "$unit" || code=1
  done
  return "$code"
}
