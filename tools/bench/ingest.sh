#!/usr/bin/env bash
# ingest.sh BUILD_FOLDER [OPTIONS of ingest_bench]: our figures through the real wire, then the same
# mix into VictoriaMetrics (Debian's, without TLS, rules or fsync) in the same run.
set -euo pipefail
build="$1"; shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -r)"
"$build/tools/ingest_bench" "$@"

command -v victoria-metrics >/dev/null || { echo "peer: victoria-metrics is not installed, not measured"; exit 0; }
work="$(mktemp -d)"
port="$(node -e 'const s=require("net").createServer().listen(0,()=>{console.log(s.address().port);s.close()})')"
victoria-metrics -storageDataPath="$work/data" -httpListenAddr="127.0.0.1:$port" -http.connTimeout=1h >"$work/log" 2>&1 &
peer=$!
trap 'kill "$peer" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
until curl -fs "http://127.0.0.1:$port/health" >/dev/null; do :; done
cpu_ns() { local total=0 task; for task in /proc/"$peer"/task/*; do total=$((total + $(cut -d' ' -f1 "$task/schedstat"))); done; echo "$total"; }
before="$(cpu_ns)"
samples="$("$build/tools/peer_feed_bench" --port "$port" --hosts 1000 --minutes 30)"
sleep 15  # its background merges are part of the price
after="$(cpu_ns)"
resident="$(awk '$1 == "VmRSS:" {print $2}' "/proc/$peer/status")"
kill -INT "$peer"; wait "$peer" 2>/dev/null || true
bytes="$(du -sb "$work/data" | cut -f1)"
awk -v ns="$((after - before))" -v samples="$samples" -v kib="$resident" -v bytes="$bytes" 'BEGIN {
  printf "peer: VictoriaMetrics %d samples: %.3f us/sample of processor time, %.2f bytes/sample on disk, resident %.0f MiB\n", samples, ns / 1000 / samples, bytes / samples, kib / 1024 }'
