#!/usr/bin/env bash
# imports.sh BUILD [TICKETS] [sqlite|postgres] [spread|midnight]: what it costs to bring in a history, in processor time of the server and
# of the database: dry run, application with the search that follows, export, undoing. Each ticket comes with one message; "midnight":
# all of them say the same second, as exports do that know only days.
set -euo pipefail
build="$(realpath "$1")"
tickets="${2:-20000}" engine="${3:-sqlite}" times="${4:-spread}"
folder="$(mktemp -d)"
state="$folder/state"
mkdir -m 700 "$state"
python3 - "$tickets" "$folder/history.jsonl" "$times" <<'PYTHON'
import json, sys, time
tickets, out, midnight = int(sys.argv[1]), open(sys.argv[2], "w"), sys.argv[3] == "midnight"
def at(seconds): return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1577836800 + (0 if midnight else seconds)))
def say(**record): out.write(json.dumps(record) + "\n")
for c in range(50): say(record="client", external_id=f"c{c}", name=f"Client {c}")
for p in range(1000): say(record="person", external_id=f"p{p}", client_id=f"c{p % 50}", name=f"Person {p}", email=f"p{p}@clients.example")
for i in range(tickets):
    say(record="ticket", external_id=f"t{i}", reference=f"OLD-{i}", client_id=f"c{i % 50}", requester_id=f"p{i % 1000}", title=f"Ticket about printer {i}",
        description="The printer on the second floor does not print any more since this morning. " * 3, state="closed", priority="P3",
        queue="service desk", category="Software > Licence", created_at=at(i * 700), closed_at=at(i * 700 + 80000), resolution_text="New toner")
    say(record="message", external_id=f"m{i}", ticket_id=f"t{i}", at=at(i * 700 + 3600), contact="Somebody", text="It says that toner is needed.")
PYTHON
address=()
if [ "$engine" = postgres ]; then
  programs="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)"
  as=(); [ "$(id -u)" != 0 ] || as=(setpriv --reuid postgres --regid postgres --init-groups)
  mkdir "$folder/pg"; chmod 711 "$folder"; [ "$(id -u)" != 0 ] || chown postgres "$folder/pg"
  (cd "$folder/pg" && "${as[@]}" "$programs/initdb" -D "$folder/pg/data" -U steward -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null)
  (cd "$folder/pg" && "${as[@]}" "$programs/pg_ctl" start -w -s -D "$folder/pg/data" -l "$folder/pg/log" -o "-c listen_addresses='' -c unix_socket_directories=$folder/pg")
  address=(--postgres "postgresql:///postgres?host=$folder/pg&user=steward")
fi
"$build/cli/steward" setup --provider Bench --owner-name Owner --owner-email owner@bench.example --state "$state" "${address[@]}" >/dev/null
"$build/server/steward-server" --state "$state" --port 28411 --agent-port 28412 "${address[@]}" >"$folder/server.log" 2>&1 &
server=$!
end() {
  kill $server 2>/dev/null; wait $server 2>/dev/null
  [ "$engine" != postgres ] || (cd "$folder/pg" && "${as[@]}" "$programs/pg_ctl" stop -s -m immediate -D "$folder/pg/data") || true
  rm -rf "$folder"
}
trap end EXIT
until curl -sf --unix-socket "$state/steward.sock" http://localhost/readyz >/dev/null 2>&1; do sleep 0.2; done
# Of the server, and of the database with its processes, those that have ended included.
ticks() { awk '{print ($14 + $15 + $16 + $17) / 100}' "/proc/$1/stat"; }
used() {
  local all; all=$(awk '{print ($14 + $15) / 100}' "/proc/$server/stat")
  [ "$engine" = postgres ] || { echo "$all"; return; }
  local main; main=$(head -n 1 "$folder/pg/data/postmaster.pid")
  for one in $main $(cat "/proc/$main/task/$main/children"); do all="$all + $(ticks "$one" 2>/dev/null || echo 0)"; done
  echo "$all" | tr '+' '\n' | awk '{sum += $1} END {print sum}'
}
since() { awk -v from="$1" -v to="$(used)" 'BEGIN {printf "%.1f", to - from}'; }
# What reads the facts behind it has done so when the server is quiet.
settle() { local before; before=$(used); sleep 4; while [ "$(since "$before")" != 0.0 ] && awk -v d="$(since "$before")" 'BEGIN {exit !(d > 0.4)}'; do before=$(used); sleep 4; done; }
rows=$((tickets * 2 + 1050))
at=$(used); "$build/cli/steward" import "$folder/history.jsonl" --dry-run --state "$state" >/dev/null
echo "upload and dry run: $(since "$at") s of the processor for $rows rows"
at=$(used); "$build/cli/steward" import "$folder/history.jsonl" --state "$state" >/dev/null
echo "upload, dry run and application: $(since "$at") s"
settle; echo "the same until search and the rest have read it: $(since "$at") s"
at=$(used); "$build/cli/steward" export "$folder/export.jsonl" --state "$state" >/dev/null
echo "export: $(since "$at") s"
id=$("$build/cli/steward" import list --json --state "$state" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["import_id"])')
at=$(used); "$build/cli/steward" import undo "$id" --state "$state" >/dev/null
settle; echo "undoing: $(since "$at") s"
grep VmHWM "/proc/$server/status"
