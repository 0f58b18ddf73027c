#!/usr/bin/env bash
# imports.sh BUILD [TICKETS]: what it costs to bring in a history, in processor time of the server: dry run, application with the
# search that follows, export, undoing. Each ticket comes with one message.
set -euo pipefail
build="$(realpath "$1")"
tickets="${2:-20000}"
folder="$(mktemp -d)"
state="$folder/state"
mkdir -m 700 "$state"
python3 - "$tickets" "$folder/history.jsonl" <<'PYTHON'
import json, sys, time
tickets, out = int(sys.argv[1]), open(sys.argv[2], "w")
def at(seconds): return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1577836800 + seconds))
def say(**record): out.write(json.dumps(record) + "\n")
for c in range(50): say(record="client", external_id=f"c{c}", name=f"Client {c}")
for p in range(1000): say(record="person", external_id=f"p{p}", client_id=f"c{p % 50}", name=f"Person {p}", email=f"p{p}@clients.example")
for i in range(tickets):
    say(record="ticket", external_id=f"t{i}", reference=f"OLD-{i}", client_id=f"c{i % 50}", requester_id=f"p{i % 1000}", title=f"Ticket about printer {i}",
        description="The printer on the second floor does not print any more since this morning. " * 3, state="closed", priority="P3",
        queue="service desk", category="Software > Licence", created_at=at(i * 700), closed_at=at(i * 700 + 80000), resolution_text="New toner")
    say(record="message", external_id=f"m{i}", ticket_id=f"t{i}", at=at(i * 700 + 3600), contact="Somebody", text="It says that toner is needed.")
PYTHON
"$build/cli/steward" setup --provider Bench --owner-name Owner --owner-email owner@bench.example --state "$state" >/dev/null
"$build/server/steward-server" --state "$state" --port 28411 --agent-port 28412 >"$folder/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
until curl -sf --unix-socket "$state/steward.sock" http://localhost/readyz >/dev/null 2>&1; do sleep 0.2; done
used() { awk '{print ($14 + $15) / 100}' "/proc/$server/stat"; }
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
