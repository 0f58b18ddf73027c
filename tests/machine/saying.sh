# Sourced by a probe inside the machine. It speaks on the serial console; each sentence is one thing that holds or does not.
exec >/dev/ttyS0 2>&1
echo
ok() { echo "PROBE ok: $1"; }
not_ok() { echo "PROBE not ok: $1"; }
holds() { local sentence="$1"; shift; if "$@"; then ok "$sentence"; else not_ok "$sentence ($*)"; fi; }
within() { # within SECONDS COMMAND...
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do [ "$SECONDS" -lt "$end" ] || return 1; sleep 1; done
}
api() { curl -fsS --unix-socket /var/lib/steward/steward.sock -H 'content-type: application/json' "$@"; }
# The first value of a member, out of JSON.
field() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d'"' -f4; }
# Each of our units as it runs here, against its bar (packaging/exposure.txt).
scores_hold() {
  local unit bar _
  while read -r unit bar _; do
    case "$unit" in ''|'#'*) continue ;; esac
    systemd-analyze security --no-pager "$unit" | grep '^→'
    holds "systemd scores $unit at $bar tenths or better" sh -c "systemd-analyze security --no-pager --threshold=$bar $unit >/dev/null"
  done < /usr/local/lib/exposure.txt
}
end_of_probe() { echo "PROBE end"; systemctl poweroff; }
