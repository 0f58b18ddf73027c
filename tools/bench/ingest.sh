#!/usr/bin/env bash
# ingest.sh BUILD_FOLDER [--peers victoria,prometheus,zabbix|none] [--peer-seconds N] [OPTIONS of ingest_bench]:
# our figures through the real wire, then the same mix into other servers in the same run (peers.sh).
set -euo pipefail
build="$1"; shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
peers=victoria,prometheus,zabbix peer_seconds=120 own=()
while [ $# -gt 0 ]; do
  case "$1" in
    --peers) peers="${2:-}"; shift ;;
    --peer-seconds) peer_seconds="${2:-}"; shift ;;
    *) own+=("$1") ;;
  esac
  shift
done
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -r), load $(cut -d' ' -f1-3 /proc/loadavg)"
"$build/tools/ingest_bench" "${own[@]}"
[ "$peers" = none ] || bash "$here/peers.sh" "$build" "$peers" "$peer_seconds"
