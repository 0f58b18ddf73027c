# ./dev run: from a checkout to a running server with this machine as its first managed device.
dev_run() {
  local port=8080 agent_port=8443 state="$root/.state" listen=127.0.0.1 postgres="" detach=no demo=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --port) port="$2"; shift 2 ;;
      --agent-port) agent_port="$2"; shift 2 ;;
      --state) state="$(mkdir -p "$2" && cd "$2" && pwd)"; shift 2 ;;
      --listen) listen="$2"; shift 2 ;;
      --postgres) postgres="$2"; shift 2 ;;
      --detach) detach=yes; shift ;;
      --demo) demo=yes; shift ;;
      *) echo "dev run: unknown option $1 (see ./dev help)" >&2; return 2 ;;
    esac
  done
  echo "Steward: build, start, enrol this machine"
  install_packages build
  configure
  build_console
  build_programs steward-server steward-agent steward
  mkdir -p "$state"; chmod 700 "$state"
  local server="$build_folder/server/steward-server" cli="$build_folder/cli/steward" agent="$build_folder/agent/steward-agent"
  local server_state="$state/server" agent_state="$state/agent" log="$state/log"
  mkdir -p "$log" "$server_state" "$agent_state"; chmod 700 "$server_state" "$agent_state"
  local database=(); [ -n "$postgres" ] && database=(--postgres "$postgres")

  if [ ! -e "$server_state/master.key" ]; then
    step "first setup" "remove $server_state to begin anew" \
      "$cli" setup --state "$server_state" --provider "My provider" --owner-name "Owner" --owner-email owner@localhost "${database[@]}"
  fi
  # The demonstration is written into the stopped state folder; a server that runs is stopped for it.
  if [ "$demo" = yes ] && [ ! -e "$state/demo" ]; then
    stop_processes "$state"
    step "demo data" "run: $cli demo add --state $server_state" "$cli" demo add --state "$server_state" "${database[@]}"
    touch "$state/demo"
  fi
  if running "$state/server.pid"; then
    echo "  the server is running already (process $(cat "$state/server.pid"))"
  else
    "$server" --state "$server_state" --listen "$listen" --port "$port" --agent-port "$agent_port" "${database[@]}" >>"$log/server.log" 2>&1 &
    echo $! > "$state/server.pid"
    step "start the server" "read $log/server.log" wait_until_ready "$server_state/steward.sock" "$state/server.pid"
  fi
  if [ ! -e "$agent_state/identity" ]; then
    step "enrol this machine" "read $log_folder/enrol-this-machine.log" enrol_this_machine "$cli" "$agent" "$server_state" "$agent_state"
  fi
  if running "$state/agent.pid"; then
    echo "  the agent is running already (process $(cat "$state/agent.pid"))"
  else
    "$agent" run --state "$agent_state" >>"$log/agent.log" 2>&1 &
    echo $! > "$state/agent.pid"
  fi
  step "first report of this machine" "read $log/agent.log and $log/server.log" wait_until_green "$cli" "$server_state"

  echo
  "$cli" url --state "$server_state"
  echo
  if [ "$detach" = yes ]; then
    echo "Stop with: ./dev stop${state:+ --state $state}"
    return 0
  fi
  echo "Running. Ctrl-C stops the server and the agent."
  # shellcheck disable=SC2064
  trap "stop_processes '$state'; exit 0" INT TERM
  wait "$(cat "$state/server.pid")" || { echo "The server ended by itself. The end of $log/server.log:"; tail -n 15 "$log/server.log"; stop_processes "$state"; return 1; }
}

running() { [ -e "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

wait_until_ready() {
  local socket="$1" pid="$2"
  for _ in $(seq 100); do
    running "$pid" || return 1
    curl -fs --unix-socket "$socket" http://localhost/readyz >/dev/null && return 0
    sleep 0.1
  done
  return 1
}

enrol_this_machine() {
  local cli="$1" agent="$2" server_state="$3" agent_state="$4" line
  "$cli" client list --state "$server_state" --json | grep -q '"name": *"My company"' || "$cli" client create --state "$server_state" "My company"
  line="$("$cli" enrol --state "$server_state" --client "My company" --line-only)"
  "$agent" enrol "$line" --state "$agent_state"
}

wait_until_green() {
  local cli="$1" server_state="$2"
  for _ in $(seq 150); do
    "$cli" device list --state "$server_state" --json | grep -qE '"health": *"(ok|warning|critical)"' && return 0
    sleep 0.2
  done
  return 1
}

stop_processes() {
  local state="$1" name pid
  for name in agent server; do
    [ -e "$state/$name.pid" ] || continue
    pid="$(cat "$state/$name.pid")"
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    rm -f "$state/$name.pid"
  done
}
