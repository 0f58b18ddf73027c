# ./dev bench NAME [OPTIONS]: a benchmark prints CPU time or instructions per unit, memory, bytes.
dev_bench() {
  local name="${1:-}"; [ $# -gt 0 ] && shift
  install_packages build
  configure
  case "$name" in
    ingest) install_packages bench; ensure_node; build_programs ingest_bench peer_feed_bench; echo; bash tools/bench/ingest.sh "$build_folder" "$@" ;;
    desk)
      if [ "${1:-}" = --acts ]; then
        shift
        install_packages bench; ensure_node; build_programs steward-server steward desk_bench; echo; STEWARD_BUILD="$build_folder" node tools/bench/desk_acts.mjs "$@"
      elif [ "${1:-}" = --browser ]; then
        shift
        install_packages bench; build_console; build_programs steward-server steward desk_bench; echo; bash tools/bench/desk.sh "$build_folder" "$@"
      else
        build_programs desk_bench; echo; "$build_folder/tools/desk_bench" "$@"
      fi ;;
    series|device_list|service_levels|search|log) build_programs "${name}_bench"; echo; "$build_folder/tools/${name}_bench" "$@" ;;
    proofs) install_packages bench; build_programs steward-prove steward-agent; echo; python3 tools/bench/proofs.py "$build_folder" "$@" ;;
    gate) build_programs gate_bench steward-gate; echo; "$build_folder/agent/gate/gate_bench" "$build_folder/agent/gate/steward-gate" ;;
    job) build_programs job_bench steward-server steward; echo; "$build_folder/tools/job_bench" "$@" ;;
    instructions) install_packages bench; build_programs ingest_bench series_bench; echo; bash tools/bench/instructions.sh "$build_folder" "$@" ;;
    idle) build_programs steward-server steward; echo; bash tools/bench/idle.sh "$build_folder" "$@" ;;
    agent) install_packages bench; build_programs steward-agent steward-server steward; echo; bash tools/bench/agent.sh "$build_folder" "$@" ;;
    console) install_packages bench; build_console; build_programs steward-server steward; echo; bash tools/bench/console.sh "$build_folder" "$@" ;;
    *) echo "usage: ./dev bench ingest|instructions|series|device_list|service_levels|search|desk|idle|agent|gate|job|log|proofs|console [OPTIONS]" >&2; return 2 ;;
  esac
}
