#!/usr/bin/env bash
# instructions.sh BUILD_FOLDER [HOSTS]: instructions per sample, counted by callgrind, which needs no counters
# of the processor. Of user space only: what the kernel does for a sample is not in it.
#
# The whole server: it runs twice below callgrind, with 10 minutes of history from each host and with a day
# more; the difference is what the day cost, whatever starting, greeting and idling cost. The store alone:
# append, sync and maintain of series_bench, without the samples' making. Few hosts: callgrind is slow, and
# what a host costs once a minute weighs as it does with many.
set -euo pipefail
build="$(realpath "$1")" hosts="${2:-20}" day=1440 columns=200
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# ingest_bench finds the server beside its own folder: here one that starts the real one below callgrind.
mkdir -p "$work/server" "$work/cli" "$work/tools"
ln -s "$build/cli/steward" "$work/cli/steward"
cp "$build/tools/ingest_bench" "$build/tools/series_bench" "$work/tools"
printf '#!/bin/sh\nexec valgrind --tool=callgrind --callgrind-out-file=%s/graph --log-file=%s/log %s/server/steward-server "$@"\n' \
  "$work" "$work" "$build" >"$work/server/steward-server"
chmod +x "$work/server/steward-server"

counted() { sed -n 's/^==[0-9]*== Collected : //p' "$1"; }
server_instructions() {
  "$work/tools/ingest_bench" --hosts "$hosts" --minutes "$1" --seconds 0 --alerts 0 --reads 1 >"$work/out" || { cat "$work/out" >&2; return 1; }
  counted "$work/log"
}
echo "server below callgrind, twice ($hosts hosts; some minutes)"
short="$(server_instructions 10)"
long="$(server_instructions $((10 + day)))"
samples=$((hosts * day * columns))
awk -v n="$((long - short))" -v samples="$samples" 'BEGIN {printf "server            %.0f instructions a sample in bulk: TLS, judged, durable, stored, compressed (%d samples)\n", n / samples, samples}'

valgrind --tool=callgrind --callgrind-out-file="$work/graph" "$work/tools/series_bench" --hosts "$hosts" --minutes "$day" --keep "$work/store" >"$work/out" 2>&1
callgrind_annotate --inclusive=yes --threshold=100 "$work/graph" 2>/dev/null | awk -v samples="$samples" '
  $0 ~ /=>/ {next}
  /EmbeddedWriter::append\(.*\[/ {append = $1}
  /EmbeddedStore::sync\(\).*\[/ {sync = $1}
  /EmbeddedStore::maintain\(.*\[/ {maintain = $1}
  END {
    gsub(",", "", append); gsub(",", "", sync); gsub(",", "", maintain)
    if (append == "" || maintain == "") {print "store             not found in the call graph"; exit 1}
    printf "store alone       %.0f instructions a sample: append %.0f, sync %.0f, maintain %.0f\n", (append + sync + maintain) / samples, append / samples, sync / samples, maintain / samples
  }'
