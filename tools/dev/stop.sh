# ./dev stop: ends what `./dev run --detach` started.
source tools/dev/processes.sh

dev_stop() {
  local state="$root/.state"
  case "${1:-}" in
    --state) [ -n "${2:-}" ] || { echo "dev stop: --state needs a folder" >&2; return 2; }; state="${2%/}" ;;
    "") ;;
    *) echo "usage: ./dev stop [--state DIR]" >&2; return 2 ;;
  esac
  if running "$state/server.pid" || running "$state/agent.pid" || running "$state/collect.pid" || running "$state/gate.pid"; then
    stop_processes "$state"
    echo "Stopped."
  else
    echo "Nothing of $state runs."
  fi
}
