# How each peer is started, given its rules and told where it keeps things; read by peers.sh.
# Each start sets: roots (process ids), port, protocol, title, bulk_minutes.

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
await() { local i; for ((i = 0; i < 600; ++i)); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; echo "peers: $name did not start" >&2; tail -q -n 5 "$work/$name"/*log >&2; exit 1; }

# The first 90 columns are metric_0 to metric_8 (peer_messages.cpp); evaluated once a minute.
write_rules() {
  local metric
  printf 'groups:\n- name: bench\n  interval: 1m\n  rules:\n'
  for metric in 0 1 2 3 4 5 6 7 8; do printf '  - alert: too_high_%s\n    expr: metric_%s > 1e15\n' "$metric" "$metric"; done
}

have_victoria() { command -v victoria-metrics >/dev/null; }
start_victoria() {
  mkdir -p "$1"
  port="$(free_port)" protocol=remote_write bulk_minutes=30
  # Idle and lifetime limits of connections would cut a feed that is kept for minutes.
  victoria-metrics -storageDataPath="$1/data" -httpListenAddr="127.0.0.1:$port" -http.connTimeout=1h -http.idleConnTimeout=1h >"$1/log" 2>&1 &
  roots=("$!")
  title="VictoriaMetrics"
  await curl -fs "http://127.0.0.1:$port/health"
}
rules_victoria() {
  command -v vmalert >/dev/null || { title="VictoriaMetrics, no vmalert: no rules"; return 0; }
  write_rules >"$1/rules.yml"
  vmalert -rule="$1/rules.yml" -datasource.url="http://127.0.0.1:$port" -notifier.url="http://127.0.0.1:9" -httpListenAddr="127.0.0.1:$(free_port)" >"$1/vmalert.log" 2>&1 &
  roots+=("$!")
  title="VictoriaMetrics with vmalert"
}
day_done_victoria() { :; }

have_prometheus() { command -v prometheus >/dev/null; }
start_prometheus() {
  mkdir -p "$1"
  port="$(free_port)" protocol=remote_write bulk_minutes=30
  printf 'global: {evaluation_interval: 1m}\nrule_files: [%s/rules.yml]\n' "$1" >"$1/prometheus.yml"
  prometheus --config.file="$1/prometheus.yml" --storage.tsdb.path="$1/data" --web.listen-address="127.0.0.1:$port" \
    --web.enable-remote-write-receiver --web.max-connections=2048 --web.read-timeout=1h >"$1/log" 2>&1 &
  roots=("$!")
  title="Prometheus"
  await curl -fs "http://127.0.0.1:$port/-/ready"
}
rules_prometheus() { write_rules >"$1/rules.yml"; kill -HUP "${roots[0]}"; }
# It makes blocks of two hours when it looks, once a minute; what is younger than three hours stays in the log.
day_done_prometheus() {
  local quiet=0 before now i
  before="$(find "$1/data" -maxdepth 1 | wc -l)"
  for ((i = 0; i < 20 && quiet < 7; ++i)); do
    sleep 10
    now="$(find "$1/data" -maxdepth 1 | wc -l)"
    if [ "$now" = "$before" ]; then quiet=$((quiet + 1)); else quiet=0; fi
    before="$now"
  done
  cat "$1"/data/*/meta.json | sed -n 's/.*"numSamples": *\([0-9]*\).*/\1/p' |
    awk -v bytes="$(du -scb "$1"/data/01* | tail -n 1 | cut -f1)" '{samples += $1} END {if (samples > 0) printf "Prometheus, of the day: blocks alone %.2f bytes/sample (%d samples)\n", bytes / samples, samples}' >&2
}

postgres_programs() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }
have_zabbix() { [ -x /usr/sbin/zabbix_server ] && [ -d /usr/share/zabbix-server-pgsql ] && [ -n "$(postgres_programs)" ]; }
# Neither runs as root.
as_peer() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid postgres --regid postgres --clear-groups "$@"; else exec "$@"; fi; }
query() { (as_peer psql -qAt -v ON_ERROR_STOP=1 -h "$work/zabbix" -d zabbix "$@"); }
start_zabbix() {
  local programs user
  programs="$(postgres_programs)" user="$(as_peer_runs id -un)"
  mkdir -p "$1"; cp "$here"/peer_zabbix*.sql "$1"
  [ "$(id -u)" != 0 ] || chown -R postgres "$1"
  port="$((20000 + RANDOM % 10000))" protocol=trapper bulk_minutes=10  # it takes none above 32767
  title="Zabbix on PostgreSQL"
  (as_peer "$programs/initdb" -D "$1/data" -E UTF8 --locale=C.UTF-8 -A trust) >"$1/log" 2>&1
  as_peer "$programs/postgres" -D "$1/data" -c listen_addresses= -c unix_socket_directories="$1" >>"$1/log" 2>&1 &
  roots=("$!")
  await as_peer_runs "$programs/pg_isready" -h "$1"
  (as_peer "$programs/createdb" -h "$1" zabbix)
  { zcat /usr/share/zabbix-server-pgsql/schema.sql.gz /usr/share/zabbix-server-pgsql/images.sql.gz /usr/share/zabbix-server-pgsql/data.sql.gz; } | query >/dev/null
  query -v hosts="$hosts" -f "$1/peer_zabbix.sql"
  query -c "VACUUM ANALYZE" -c CHECKPOINT  # the price of filling it is not the peer's
  # Room for 200,000 items; otherwise its defaults.
  cat >"$1/server.conf" <<CONFIGURATION
DBHost=$1
DBName=zabbix
DBUser=$user
ListenPort=$port
ListenIP=127.0.0.1
LogType=file
LogFile=$1/server.log
PidFile=$1/server.pid
SocketDir=$1
CacheSize=512M
HistoryCacheSize=64M
HistoryIndexCacheSize=32M
TrendCacheSize=64M
ValueCacheSize=128M
CONFIGURATION
  as_peer /usr/sbin/zabbix_server -f -c "$1/server.conf" >>"$1/log" 2>&1 &
  roots+=("$!")
  await bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
  await grep -q "server #0 started \[main process\]" "$1/server.log"
  settle
}
as_peer_runs() { (as_peer "$@"); }
rules_zabbix() {
  query -f "$1/peer_zabbix_rules.sql" -c "ANALYZE triggers, functions" -c CHECKPOINT
  (as_peer /usr/sbin/zabbix_server -c "$1/server.conf" -R config_cache_reload) >/dev/null
}
# Of tables and indexes, without the write-ahead log and what a database has anyway.
history_bytes() {
  local samples="$1" bytes
  bytes="$(query -c "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(ARRAY['history','history_uint','trends','trends_uint']) AS name")"
  per "$bytes" "$(query -c "SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM history_uint)")" 1 1
}
