# The server, the agent and its gate of `./dev run`: start them, know whether they run, stop them.
# Names from dev_run: state, server_state, agent_state, gate_state, run_log, server, agent, gate, cli, port, agent_port, listen.

# A process of ours, not another one that got its number.
running() { [ -e "$1" ] && [[ "$(cat "/proc/$(cat "$1")/comm" 2>/dev/null)" == steward-* ]]; }

# What a running process was started from: when that has changed, it is started again.
started_from() { echo "$(stat -c '%Y %i' "$1") ${*:2}"; }

start_both() {
  started=no
  as_agent=(env -u STEWARD_POSTGRES)
  choose_agent_user
  local server_is agent_is
  server_is="$(started_from "$server" "$listen" "$port" "$agent_port" "${STEWARD_POSTGRES:-}" | sha256sum)"
  agent_is="$(started_from "$agent" | sha256sum)"
  if running "$state/server.pid" && [ "$(cat "$state/server.is" 2>/dev/null)" != "$server_is" ]; then
    echo "  the server was built or is wanted otherwise: it starts again"
    stop_processes "$state"
  fi
  if running "$state/server.pid"; then
    echo "  the server is running already (process $(cat "$state/server.pid"))"
  else
    stop_processes "$state"
    started=yes
    # From here on a failure, as well as Ctrl-C, leaves nothing behind that runs.
    # shellcheck disable=SC2064
    trap "stop_processes '$state'" EXIT
    trap 'exit 130' INT TERM HUP
    local command=("$server" --state "$server_state" --listen "$listen" --port "$port" --agent-port "$agent_port"
                   --agent-package "$build_folder/agent-package")
    touch "$run_log/server.log"
    log_begins=$(($(wc -c <"$run_log/server.log") + 1))
    setsid "${command[@]}" </dev/null >>"$run_log/server.log" 2>&1 &
    echo $! > "$state/server.pid"; echo "$server_is" > "$state/server.is"
    step "start the server" "what it says above; when a port is taken: ./dev run --port N --agent-port N" wait_until_ready "${command[@]}"
  fi
  start_gate
  # Its line names the address where agents are heard; with another one it is enrolled again.
  if [ ! -e "$agent_state/identity" ] || [ "$(cat "$state/agent.reaches" 2>/dev/null)" != "$listen $agent_port" ]; then
    stop_process "$state" agent
    step "enrol this machine" "read $run_log/server.log" enrol_this_machine
    echo "$listen $agent_port" > "$state/agent.reaches"
  fi
  if running "$state/agent.pid" && running "$state/collect.pid" && [ "$(cat "$state/agent.is" 2>/dev/null)" = "$agent_is" ]; then
    echo "  the agent is running already (process $(cat "$state/agent.pid"))"
  else
    stop_process "$state" agent
    stop_process "$state" collect
    # Who measures is another process, as in the packages.
    local door="$agent_state/collect.sock"
    rm -f "$door"  # of one that was killed: nobody answers there
    "${as_agent[@]}" setsid "$agent" collect --collect-socket "$door" </dev/null >>"$run_log/agent.log" 2>&1 &
    echo $! > "$state/collect.pid"
    for _ in $(seq 50); do [ -S "$door" ] && break; sleep 0.1; done
    "${as_agent[@]}" setsid "$agent" run --state "$agent_state" --gate-socket "$state/gate.sock" --collect-socket "$door" </dev/null >>"$run_log/agent.log" 2>&1 &
    echo $! > "$state/agent.pid"; echo "$agent_is" > "$state/agent.is"
  fi
}

# The gate is root's. Without root there is none: this machine is watched, and nothing runs on it. With one, a line of the signer enrols
# with a grant: steward-agent enrol LINE --force --state .../agent --gate-socket .../gate.sock
start_gate() {
  [ "$(id -u)" = 0 ] || return 0
  local gate_is
  gate_is="$(started_from "$gate" | sha256sum)"
  if running "$state/gate.pid" && [ "$(cat "$state/gate.is" 2>/dev/null)" = "$gate_is" ]; then
    echo "  the gate is running already (process $(cat "$state/gate.pid"))"
    return 0
  fi
  stop_process "$state" gate
  setsid env -u STEWARD_POSTGRES "$gate" run --state "$gate_state" --socket "$state/gate.sock" --agent-user nobody </dev/null >>"$run_log/gate.log" 2>&1 &
  echo $! > "$state/gate.pid"; echo "$gate_is" > "$state/gate.is"
}

# The agent needs no rights. Started by root it runs as nobody, unless the checkout lies where only
# root can read.
choose_agent_user() {
  [ "$(id -u)" = 0 ] || return 0
  local nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all)
  chown -R nobody:nogroup "$agent_state"
  if "${nobody[@]}" test -x "$agent" -a -w "$agent_state" 2>/dev/null; then
    as_agent+=("${nobody[@]}")
  else
    chown -R 0:0 "$agent_state"
    echo "  the agent runs as root: nobody else can reach $agent_state"
  fi
}

# Its words are for `step`, which shows them when the server has not started. The server says in its log
# when all of its doors are open; that people are answered already does not mean that agents are.
wait_until_ready() {
  for _ in $(seq 150); do
    running "$state/server.pid" || sleep 0.2
    running "$state/server.pid" || { said_since_start; return 1; }
    said_since_start | grep 'room=app text=ready' >/dev/null && return 0
    sleep 0.1
  done
  said_since_start
  return 1
}
said_since_start() { tail -c "+$log_begins" "$run_log/server.log"; }

stay_until_stopped() {
  local mine code=0
  mine="$(cat "$state/server.pid")"
  trap 'echo; echo "Stopping."; exit 0' INT TERM HUP
  wait "$mine" || code=$?
  if [ "$(cat "$state/server.pid" 2>/dev/null)" != "$mine" ]; then  # by ./dev stop, or by another ./dev run
    trap - EXIT
    echo "Stopped from elsewhere."
    return 0
  fi
  echo "The server ended by itself (exit code $code). The end of $run_log/server.log:" >&2
  tail -n 15 "$run_log/server.log" >&2
  return 1
}

stop_process() {
  local file="$1/$2.pid" pid
  running "$file" || { rm -f "$file"; return 0; }
  pid="$(cat "$file")"
  rm -f "$file"
  kill "$pid" 2>/dev/null || { echo "dev: process $pid belongs to somebody else; stop it as that user" >&2; return 1; }
  for _ in $(seq 100); do [ -e "/proc/$pid" ] || return 0; sleep 0.1; done
  echo "dev: $2 (process $pid) does not end; it is killed" >&2
  kill -9 "$pid" 2>/dev/null || true
}

stop_processes() { stop_process "$1" agent; stop_process "$1" collect; stop_process "$1" gate; stop_process "$1" server; }
