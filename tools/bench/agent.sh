#!/usr/bin/env bash
# agent.sh BUILD_FOLDER [--seconds N]: what watching this machine costs, ours beside two peers of
# Debian, in one run. Processor time comes from /proc/PID/schedstat (nanoseconds), memory from
# smaps_rollup. All are asked every 10 s here; the figures are for one round.
#
# A small machine has fewer than 200 series: small volumes of memory are mounted in a mount namespace
# of this script's own until it has, and every program measured lives in it.
set -euo pipefail
if [ -z "${STEWARD_BENCH_NAMESPACE:-}" ]; then STEWARD_BENCH_NAMESPACE=1 exec unshare --mount --propagation private bash "$0" "$@"; fi
build="$1"; shift
seconds=120
volumes=20
[ "${1:-}" = --seconds ] && seconds="$2"
work="$(mktemp -d)"; chmod 755 "$work"
pids=()
finish() {
  kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  for i in $(seq "$volumes"); do umount "$work/volumes/$i" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || node -e 'const s=require("net").createServer().listen(0,()=>{console.log(s.address().port);s.close()})'; }
# Processor time of these processes and all their children so far, in nanoseconds.
cpu_ns() {
  local pid total=0
  for pid in "$@" $(for one in "$@"; do pgrep -P "$one" || true; done); do
    for task in /proc/"$pid"/task/*; do total=$((total + $(cut -d' ' -f1 "$task/schedstat" 2>/dev/null || echo 0))); done
  done
  echo "$total"
}
memory_kib() { # FIELD PID...: summed over the processes and their children
  local pid total=0 field="$1"
  shift
  for pid in "$@" $(for one in "$@"; do pgrep -P "$one" || true; done); do total=$((total + $(awk -v f="$field:" '$1 == f {print $2}' "/proc/$pid/smaps_rollup"))); done
  echo "$total"
}

for i in $(seq "$volumes"); do
  mkdir -p "$work/volumes/$i"
  mount -t tmpfs -o size=1m "bench-$i" "$work/volumes/$i"
done

port="$(free_port)" agent_port="$(free_port)"
"$build/cli/steward" setup --state "$work/server" --provider Bench --owner-name Bench --owner-email bench@localhost.test >/dev/null
"$build/server/steward-server" --state "$work/server" --port "$port" --agent-port "$agent_port" >"$work/server.log" 2>&1 & pids+=($!)
socket=(--unix-socket "$work/server/steward.sock")
until curl -fs "${socket[@]}" http://localhost/readyz >/dev/null; do :; done
"$build/cli/steward" client create --state "$work/server" Bench >/dev/null
line="$("$build/cli/steward" enrol --state "$work/server" --client Bench --line-only)"
"$build/agent/steward-agent" enrol "$line" --state "$work/agent" >/dev/null
# As its packages start it: who measures and who has the network are two processes.
"$build/agent/steward-agent" collect --collect-socket "$work/collect.sock" >"$work/collect.log" 2>&1 & collecting=$!; pids+=("$collecting")
until [ -S "$work/collect.sock" ]; do :; done
"$build/agent/steward-agent" run --state "$work/agent" --interval 10 --collect-socket "$work/collect.sock" >"$work/agent.log" 2>&1 & reporting=$!; pids+=("$reporting")
ours=("$reporting" "$collecting")
exporter_port="$(free_port)"
prometheus-node-exporter --web.listen-address="127.0.0.1:$exporter_port" >"$work/exporter.log" 2>&1 & exporter=$!; pids+=("$exporter")

metric() { curl -fs "${socket[@]}" http://localhost/metrics | awk -v name="$1" '$1 == name {print $2}'; }
samples() { metric steward_ingest_samples_total; }
received() { metric steward_link_received_bytes_total; }
sleep 40  # the first inventory and the first reports are not what a usual minute costs

our_before="$(cpu_ns "${ours[@]}")" exporter_before="$(cpu_ns "$exporter")" samples_before="$(samples)" received_before="$(received)"
rounds=$((seconds / 10)) round=0 lines=0 exporter_bytes=0
while [ "$round" -lt "$rounds" ]; do
  # Packed, as Prometheus asks for it, with the heads of the answer.
  size="$(curl -fs -H 'Accept-Encoding: gzip' -o "$work/metrics.gz" -w '%{size_download} %{size_header}' "http://127.0.0.1:$exporter_port/metrics")"
  exporter_bytes=$((exporter_bytes + ${size% *} + ${size#* }))
  lines="$(zcat "$work/metrics.gz" | grep -vc '^#')"
  sleep 10
  round=$((round + 1))
done
our_ns=$(($(cpu_ns "${ours[@]}") - our_before)) exporter_ns=$(($(cpu_ns "$exporter") - exporter_before))
our_samples=$(($(samples) - samples_before)) our_bytes=$(($(received) - received_before))

# zabbix-agent answers one key for each connection: as many as we have series, from a short program.
zabbix_port=$((20000 + RANDOM % 12000))  # it takes none above 32767
cat > "$work/zabbix.conf" <<CONF
Server=127.0.0.1
ListenIP=127.0.0.1
ListenPort=$zabbix_port
LogType=console
StartAgents=1
PidFile=$work/zabbix.pid
AllowRoot=1
CONF
zabbix_agentd -f -c "$work/zabbix.conf" >"$work/zabbix.log" 2>&1 & zabbix=$!; pids+=("$zabbix")
series=$((our_samples / rounds))
cat > "$work/ask.mjs" <<'JS'
import net from 'node:net';
const [port, count] = process.argv.slice(2).map(Number);
const keys = ['system.cpu.util[,user]', 'system.cpu.util[,system]', 'system.cpu.util[,iowait]', 'system.cpu.load[all,avg1]', 'vm.memory.size[available]', 'vm.memory.size[used]',
  'system.swap.size[,free]', 'vfs.fs.size[/,used]', 'vfs.fs.size[/,pused]', 'vfs.fs.inode[/,pused]', 'net.if.in[lo]', 'net.if.out[lo]', 'vfs.dev.read[,operations]', 'vfs.dev.write[,operations]', 'system.uptime', 'proc.num[]'];
const ask = (key) => new Promise((resolve, reject) => {
  const socket = net.connect(port, '127.0.0.1');
  const head = Buffer.alloc(13); head.write('ZBXD\x01', 0, 'latin1'); head.writeUInt32LE(key.length, 5);
  let size = 0;
  socket.on('data', (part) => (size += part.length)).on('end', () => resolve(size)).on('error', reject);
  socket.end(Buffer.concat([head, Buffer.from(key)]));
});
let answered = 0, bytes = 0;
for (let i = 0; i < count; i++) {
  const size = await ask(keys[i % keys.length]);
  answered += size > 13 ? 1 : 0;
  bytes += size;
}
console.log(answered, bytes);
JS
for try in $(seq 30); do
  node "$work/ask.mjs" "$zabbix_port" 16 >/dev/null 2>&1 && break
  [ "$try" -lt 30 ] || { cat "$work/zabbix.log" >&2; exit 1; }
  sleep 1
done
zabbix_before="$(cpu_ns "$zabbix")"
for _ in 1 2 3; do read -r answered zabbix_bytes < <(node "$work/ask.mjs" "$zabbix_port" "$series"); done
zabbix_ns=$(($(cpu_ns "$zabbix") - zabbix_before))

ms() { awk -v ns="$1" -v rounds="$2" 'BEGIN {printf "%.2f", ns / rounds / 1e6}'; }
mib() { awk -v k="$1" 'BEGIN {printf "%.1f", k / 1024}'; }
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -r)"
# Resident counts a page once for each process that has it, proportional once.
row() { printf '%-24s %14s %12s %14s %14s %16s %14s %14s\n' "$@"; }
memory() { for field in Rss Pss Private_Dirty; do mib "$(memory_kib "$field" "$@")"; echo; done; }
row program "CPU ms/round" "resident MiB" "proportional" "private dirty" "series a round" "bytes a round" "bytes a sample"
# shellcheck disable=SC2046
row "steward-agent (TLS)" "$(ms "$our_ns" "$rounds")" $(memory "${ours[@]}") "$series" "$((our_bytes / rounds))" "$(awk -v b="$our_bytes" -v s="$our_samples" 'BEGIN {printf "%.2f", b / s}')"
# shellcheck disable=SC2046
row "  of it measuring" "-" $(memory "$collecting") "-" "-" "-"
# shellcheck disable=SC2046
row "node_exporter (no TLS)" "$(ms "$exporter_ns" "$rounds")" $(memory "$exporter") "$lines" "$((exporter_bytes / rounds))" "$(awk -v b="$exporter_bytes" -v s="$((lines * rounds))" 'BEGIN {printf "%.2f", b / s}')"
# shellcheck disable=SC2046
row "zabbix-agent (no TLS)" "$(ms "$zabbix_ns" 3)" $(memory "$zabbix") "$answered" "$zabbix_bytes" "$(awk -v b="$zabbix_bytes" -v s="$answered" 'BEGIN {printf "%.2f", b / s}')"
echo "file size of steward-agent: $(stat -c %s "$build/agent/steward-agent") bytes, stripped $(strip -o "$work/stripped" "$build/agent/steward-agent" && stat -c %s "$work/stripped")"
