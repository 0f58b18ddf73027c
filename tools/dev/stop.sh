# ./dev stop: ends what `./dev run --detach` started.
dev_stop() {
  local state="$root/.state"
  [ "${1:-}" = --state ] && state="$2"
  source tools/dev/run.sh
  stop_processes "$state"
  echo "Stopped."
}
