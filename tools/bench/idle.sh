#!/usr/bin/env bash
# idle.sh BUILD_FOLDER [SECONDS]: what a fresh server with nothing to do takes, after fifteen seconds. SECONDS: 60.
set -euo pipefail
build="$1" seconds="${2:-60}" state="$(mktemp -d)"
"$build/cli/steward" setup --provider Idle --owner-name Owner --owner-email owner@idle.test --state "$state" >/dev/null
"$build/server/steward-server" --state "$state" --port 0 --agent-port 0 >"$state/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$state"' EXIT
written() { sed -n 's/^write_bytes: //p' "/proc/$server/io"; }
spent_ns() { awk '{sum += $1} END {printf "%d", sum}' "/proc/$server"/task/*/schedstat; }
sleep 15
kill -0 "$server" || { cat "$state/log" >&2; exit 1; }
bytes="$(written)" ns="$(spent_ns)"
sleep "$seconds"
echo "idle ${seconds} s: $((($(spent_ns) - ns) / 1000000)) ms processor time, $((($(written) - bytes) / 1000)) kB written"
