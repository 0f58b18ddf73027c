# ./dev run: from a checkout to a running server with this machine as its first managed device.
source tools/dev/processes.sh

dev_run() {
  local port=8080 agent_port=8443 state="$root/.state" listen=127.0.0.1 postgres="" detach=no demo=keep
  while [ $# -gt 0 ]; do
    case "$1" in
      --port|--agent-port|--state|--listen|--postgres) [ -n "${2:-}" ] || { echo "dev run: $1 needs a value (see ./dev help)" >&2; return 2; } ;;&
      --port) port="$2"; shift 2 ;;
      --agent-port) agent_port="$2"; shift 2 ;;
      --state) state="$2"; shift 2 ;;
      --listen) listen="$2"; shift 2 ;;
      --postgres) postgres="$2"; shift 2 ;;
      --detach) detach=yes; shift ;;
      --demo) demo=add; shift ;;
      --remove-demo) demo=remove; shift ;;
      *) echo "dev run: unknown option $1 (see ./dev help)" >&2; return 2 ;;
    esac
  done
  if ! is_port "$port" || ! is_port "$agent_port"; then echo "dev run: a port is a number from 1 to 65535" >&2; return 2; fi
  [ "$port" != "$agent_port" ] || { echo "dev run: people and agents need a port each; name another --agent-port" >&2; return 2; }
  mkdir -p "$state" || { echo "dev run: name another state folder with --state DIR" >&2; return 1; }
  state="$(cd "$state" && pwd)"
  chmod 711 "$state"  # the agent, who is somebody else, reaches its own folder in it and no other
  local cli="$build_folder/cli/steward" server="$build_folder/server/steward-server" agent="$build_folder/agent/steward-agent"
  local gate="$build_folder/agent/gate/steward-gate" gate_state="$state/gate"
  local server_state="$state/server" agent_state="$state/agent" run_log="$state/log"
  mkdir -p "$server_state" "$agent_state" "$run_log"; chmod 700 "$server_state" "$agent_state" "$run_log"
  # The URL holds a password: it stands in a file and in the environment, never on a command line.
  [ -z "$postgres" ] || (umask 077; printf '%s\n' "$postgres" > "$state/postgres")
  [ ! -e "$state/postgres" ] || { STEWARD_POSTGRES="$(cat "$state/postgres")"; export STEWARD_POSTGRES; }

  echo "Steward: build, start, enrol this machine"
  install_packages build
  configure
  build_console
  build_programs steward-server steward-agent steward-gate steward package_files
  local offered="$build_folder/agent-package"
  [ -n "$(find "$offered" -name '*.deb' -newer "$agent" 2>/dev/null)" ] ||
    step "pack the agent for new machines" "ninja -C $build_folder package_files" offer_agent_package "$offered"

  if [ ! -e "$server_state/master.key" ]; then
    step "first setup" "remove $server_state to begin anew" \
      "$cli" setup --state "$server_state" --provider "My provider" --owner-name "Owner" --owner-email owner@localhost
  fi
  # The demonstration is written into the stopped state folder.
  if { [ "$demo" = add ] && [ ! -e "$state/demo" ]; } || [ "$demo" = remove ]; then
    stop_processes "$state"
    step "demo data: $demo" "run: $cli demo $demo --state $server_state" change_demo "$demo" "$cli" "$server_state" "$state/demo"
  fi
  start_both
  step "first report of this machine" "read $run_log/agent.log and $run_log/server.log" wait_until_seen "$cli" "$server_state"

  echo
  "$cli" url --state "$server_state"
  [ -e "$state/demo" ] && echo "  Demo data:     12 clients, each marked \"Demo\"; away with: ./dev run --remove-demo$(state_option)"
  [ -e "$state/demo" ] && show_portal
  echo
  if [ "$detach" = yes ] || [ "$started" = no ]; then
    echo "Running. Stop with: ./dev stop$(state_option)"
    trap - EXIT INT TERM HUP
    return 0
  fi
  echo "Running. Ctrl-C stops the server and the agent."
  stay_until_stopped
}

# The demonstration has one client's person: a new link each time, it replaces no password until it is used.
show_portal() {
  local link
  link="$("$cli" user link robin@demo.invalid --state "$server_state" 2>/dev/null | grep -o 'http[^ ]*' | head -1)" || return 0
  [ -n "$link" ] && echo "  Portal:        as Robin Demo, of a demo client: $link"
  return 0
}

is_port() { [[ "$1" =~ ^[0-9]{1,5}$ ]] && [ "$1" -ge 1 ] && [ "$1" -le 65535 ]; }
state_option() { [ "$state" = "$root/.state" ] || echo " --state $state"; }

# The console's "Add device" offers what lies in this folder, with its checksum.
offer_agent_package() {
  rm -rf "$1" "$build_folder/pack"; mkdir -p "$1"
  cpack --config "$build_folder/CPackConfig.cmake" -D CPACK_COMPONENTS_ALL=agent -B "$build_folder/pack" || return 1
  cp "$build_folder"/pack/steward-agent_*.deb "$1/"
}

# Exit code 5: the demonstration is there already.
change_demo() {
  local code=0
  "$2" demo "$1" --state "$3" || code=$?
  case "$1:$code" in
    add:0|add:5) touch "$4" ;;
    remove:0) rm -f "$4" ;;
    *) return "$code" ;;
  esac
}

enrol_this_machine() {
  local line
  "$cli" client list --state "$server_state" --json | grep -q '"name": *"My company"' || "$cli" client create --state "$server_state" "My company"
  line="$("$cli" enrol --state "$server_state" --client "My company" --line-only)" || return 1
  "${as_agent[@]}" "$agent" enrol "$line" --force --state "$agent_state"
}

# Green is not demanded: a machine whose disk is full says so from its first report on.
wait_until_seen() {
  for _ in $(seq 400); do
    "$1" device list 'client:"My company"' --state "$2" --json | grep -qE '"health": *"(ok|warning|critical)"' && return 0
    sleep 0.2
  done
  "$1" device list --state "$2"
  return 1
}
