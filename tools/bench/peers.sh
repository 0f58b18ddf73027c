#!/usr/bin/env bash
# peers.sh BUILD_FOLDER PEERS [SECONDS]: the mix of sample_mix.h into other servers, 1,000 hosts x 200 series.
#
# PEERS: of victoria, prometheus, zabbix, with commas. Each gets one minute that makes its series known (not
# counted), `bulk_minutes` as fast as it takes them, then real time with a rule on 90 of the 200 series, none of
# which fires: a minute not counted, then SECONDS that are. None uses TLS. Those that compress history later than
# it comes get `day_hosts` hosts x 24 hours besides, in an instance of its own, for the bytes a sample and for reading
# the 200 series of one host over that day.
set -euo pipefail
build="$1" peers="$2" seconds="${3:-120}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/peer_servers.sh"
hosts=1000 day_hosts=50 day_minutes=1440
work="$(mktemp -d)"
roots=() feed_pid=""
chmod 755 "$work"  # a peer may run as another user

stop_peer() {
  if [ -n "$feed_pid" ]; then kill "$feed_pid" 2>/dev/null || true; fi
  local i
  for ((i = ${#roots[@]} - 1; i >= 0; --i)); do  # the last started first: it may need the others to end
    kill -INT "${roots[i]}" 2>/dev/null || true
    wait "${roots[i]}" 2>/dev/null || true
  done
  roots=() feed_pid=""
}
trap 'stop_peer; rm -rf "$work"' EXIT

# A root and everything below it.
family() { local child; echo "$1"; for child in $(pgrep -P "$1" || true); do family "$child"; done; }
families() { local root; for root in "${roots[@]}"; do family "$root"; done; }

# Nanoseconds of every thread alive, with what children that ended had used.
cpu_ns() {
  local pid
  for pid in $(families); do
    cat "/proc/$pid"/task/*/schedstat 2>/dev/null || true
    sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk -v tick="$(getconf CLK_TCK)" '{printf "%.0f\n", ($14 + $15) * 1e9 / tick}' || true
  done | awk '{total += $1} END {printf "%.0f\n", total}'
}
written_bytes() { local pid; for pid in $(families); do cat "/proc/$pid/io" 2>/dev/null || true; done | awk '$1 == "write_bytes:" {total += $2} END {printf "%.0f\n", total}'; }
# Pages that its processes share are counted once.
resident_kib() { local pid; for pid in $(families); do cat "/proc/$pid/smaps_rollup" 2>/dev/null || true; done | awk '$1 == "Pss:" {total += $2} END {print total}'; }

# Background work of what came is part of the price: until under 2.5 % of a processor for 2 s, at most 90 s.
settle() {
  local before now round
  sleep 15
  before="$(cpu_ns)"
  for ((round = 0; round < 37; ++round)); do
    sleep 2
    now="$(cpu_ns)"
    [ $((now - before)) -lt 50000000 ] && return 0
    before="$now"
  done
}

# shellcheck disable=SC2153  # coproc sets FEED_PID
feed() { coproc FEED { exec "$build/tools/peer_feed_bench" "$@"; }; feed_pid="$FEED_PID"; }
sent() { read -r samples <&"${FEED[0]}" || { echo "peers: the feed of $name ended early" >&2; exit 1; }; }
go_on() { echo >&"${FEED[1]}"; }
per() { awk -v a="$1" -v b="$2" -v scale="$3" -v digits="$4" 'BEGIN {printf "%." digits "f", a / b * scale}'; }

measure() {
  local cpu written bulk real bytes='-' resident wrote begin day='-'
  "start_$name" "$work/$name"
  feed --protocol "$protocol" --port "$port" --hosts "$hosts" --minutes $((bulk_minutes + 1)) --seconds "$seconds"
  sent; settle
  cpu="$(cpu_ns)"; go_on; sent; settle
  bulk="$(per $(($(cpu_ns) - cpu)) "$samples" 0.001 2)"
  [ "$name" = zabbix ] && bytes="$(history_bytes "$samples")"
  "rules_$name" "$work/$name"
  settle
  go_on; sent  # a minute of real time, so that its rules have met every series
  cpu="$(cpu_ns)" written="$(written_bytes)" begin="$EPOCHREALTIME"
  go_on; sent
  real="$(awk -v ns="$(($(cpu_ns) - cpu))" -v begin="$begin" -v now="$EPOCHREALTIME" 'BEGIN {printf "%.1f", ns / 1e6 / (now - begin)}')"
  wrote="$(per $(($(written_bytes) - written)) "$samples" 1 1)" resident="$(per "$(resident_kib)" 1024 1 0)"
  stop_peer
  [ "$name" = zabbix ] || { measure_day; bytes="$(<"$work/day_bytes")" day="$(<"$work/day_read")"; }
  printf '%-36s | %14s | %14s | %12s | %16s | %12s | %20s\n' "$title" "$bulk" "$real" "$bytes" "$wrote" "$resident" "$day"
}

# Everything in the folder of an instance that got a day, once it is quiet; and what a screen asks of it.
measure_day() {
  "start_$name" "$work/day"
  feed --protocol "$protocol" --port "$port" --hosts "$day_hosts" --minutes "$day_minutes"
  sent; go_on; sent; settle
  "day_done_$name" "$work/day"
  read_day >"$work/day_read"
  stop_peer
  per "$(du -sb "$work/day/data" | cut -f1)" $((day_hosts * day_minutes * 200)) 1 2 >"$work/day_bytes"
  rm -rf "$work/day"
}

# The 200 series of one host over the day, the newest value at every fifth minute: processor time in the middle of nine, and bytes of the answer.
read_day() {
  local round cpu end bytes series
  end="$(($(date +%s) / 300 * 300))"
  for ((round = 0; round < 9; ++round)); do
    cpu="$(cpu_ns)"
    curl -fsS -G --data-urlencode 'query={host="host-7"}' -d "start=$((end - 86400 + 300))" -d "end=$end" -d step=300 -d nocache=1 -o "$work/answer" "http://127.0.0.1:$port/api/v1/query_range"
    echo $(($(cpu_ns) - cpu))
  done | sort -n | sed -n 5p >"$work/spent"
  bytes="$(stat -c %s "$work/answer")" series="$(grep -o '"item":"' "$work/answer" | wc -l)"
  [ "$series" = 200 ] || { echo "peers: $name answered $series series instead of 200" >&2; exit 1; }
  echo "$(per "$(<"$work/spent")" 1000000 1 1) ms, $((bytes / 1000)) kB"
}

printf '%-36s | %14s | %14s | %12s | %16s | %12s | %20s\n' "peer ($hosts hosts x 200 series)" "bulk us/sample" "real time ms/s" "bytes/sample" "written B/sample" "resident MiB" "24 h of one host"
for name in ${peers//,/ }; do
  case "$name" in victoria|prometheus|zabbix) ;; *) echo "peers: there is no $name; known are victoria, prometheus, zabbix" >&2; exit 2 ;; esac
  "have_$name" || { echo "$name: not installed, not measured"; continue; }
  measure
done
