#!/bin/bash
# Runs once inside the machine, as root, from probe.service, and ends with a power-off.
source /usr/local/lib/saying.sh
check_state() { api "http://localhost/api/v1/devices/$device/checks?page_size=1000" | tr '{' '\n' | grep "\"check\":\"S12\"" | grep "\"item\":\"ssh" | grep -q "\"state\":\"$1\""; }

holds "the server does not start before setup" sh -c '! systemctl is-active --quiet steward-server'
steward setup --provider "Alderway" --owner-name Olivia --owner-email olivia@alderway.test || not_ok "setup"
holds "what root set up belongs to the server's user" sh -c '[ -z "$(find /var/lib/steward ! -user steward)" ]'
holds "the server's unit starts and says that it is ready" systemctl start steward-server
holds "the API answers on the local socket" within 30 api http://localhost/readyz
holds "the server runs as its own user" sh -c '[ "$(ps -o user= -C steward-server)" = steward ]'
steward client create "Harbour Precision" >/dev/null || not_ok "a client is created"
line="$(steward enrol --client "Harbour Precision" --line-only)"
holds "the agent waits for its enrolment" sh -c '! systemctl is-active --quiet steward-agent && systemctl is-active --quiet steward-agent.path'
holds "the agent enrols" steward-agent enrol "$line"
holds "the agent's unit starts by itself" within 30 systemctl is-active --quiet steward-agent
main_process() { systemctl show -p MainPID --value "$1"; }
without_power() { grep -q "^CapEff:[[:space:]]*0*$" "/proc/$(main_process "$1")/status" && [ "$(stat -c %U "/proc/$(main_process "$1")")" = "$1" ]; }
holds "the agent runs as its own user, without any capability" within 30 without_power steward-agent
holds "who measures is another process, of another user, without any capability" within 30 without_power steward-collect
holds "the agent is asked for its status" within 30 steward-agent status
device_id() { api http://localhost/api/v1/devices | grep -o '"device_id":"[^"]*"' | head -n 1 | cut -d'"' -f4; }
holds "the machine reports" within 150 sh -c 'steward device list --json | grep -q "\"connected\": *true"'
device="$(device_id)"
source /usr/local/lib/upgrade.sh
package="$(basename /root/steward-agent_*.deb)"
holds "the server offers new machines the agent's package, unchanged" sh -c "curl -fsS http://127.0.0.1:8080/downloads/$package | cmp - /root/$package"
offered=http://127.0.0.1:8080/downloads/steward-verify
holds "and clients the tool that checks its log: as it was installed, with its checksum" \
  sh -c "cd /tmp && curl -fsSO $offered && cmp steward-verify /usr/share/steward/agent-package/steward-verify && curl -fsS $offered.sha256 | sha256sum -c --quiet"
holds "which runs where it was fetched" sh -c "chmod +x /tmp/steward-verify && /tmp/steward-verify --version"
api -X POST "http://localhost/api/v1/clients/$(api http://localhost/api/v1/clients | grep -o '"client_id":"[^"]*"' | head -n 1 | cut -d'"' -f4)/exemptions" \
  -d "{\"device_id\":\"$device\",\"check\":\"S12\",\"hold_s\":0,\"interval_s\":10,\"samples_needed\":1,\"samples_of\":1,\"reason\":\"machine test\",\"expires_at_unix_ms\":$(date -d '+1 hour' +%s000)}" >/dev/null || not_ok "an exemption with short times"
holds "the remote-access service is watched and well" within 150 check_state ok
systemctl stop ssh
holds "a stopped service is seen" within 90 check_state critical
systemctl start ssh
holds "a started service is seen" within 120 check_state ok
holds "the agent holds no more than 64 MiB" sh -c '[ "$(($(systemctl show -p MemoryCurrent --value steward-agent) + $(systemctl show -p MemoryCurrent --value steward-collect)))" -lt 67108864 ]'
systemctl kill -s KILL steward-collect
holds "a measuring process that was killed is back, and answers" within 60 sh -c '! steward-agent status | grep -q "does not answer" && systemctl is-active --quiet steward-collect'
systemctl kill -s KILL steward-server
holds "systemd brings a killed server back" within 30 api http://localhost/readyz
mkdir -p /run/systemd/system/steward-server.service.d
printf '[Service]\nWatchdogSec=6\n' > /run/systemd/system/steward-server.service.d/watchdog.conf
systemctl daemon-reload
systemctl restart steward-server
restarts() { systemctl show -p NRestarts --value steward-server; }
at_first="$(restarts)"
sleep 15  # twice the watchdog's time and more: what is not to happen cannot be awaited
holds "a server that is well feeds its watchdog" [ "$(restarts)" = "$at_first" ]
systemctl kill -s STOP steward-server
holds "a server that hangs is restarted" within 60 sh -c "[ \$(systemctl show -p NRestarts --value steward-server) -gt $at_first ]"
holds "and is ready again" within 60 api http://localhost/readyz
rm -r /run/systemd/system/steward-server.service.d
systemctl daemon-reload
holds "the agent came back to it" within 90 sh -c 'steward device list --json | grep -q "\"connected\": *true"'
echo "a walk along the harbour wall" > /root/passphrase
holds "root makes a backup" steward backup /root/backup --passphrase-file /root/passphrase
scores_hold
holds "nothing failed" sh -c '[ -z "$(systemctl list-units --failed --plain --no-legend "steward*")" ]'
if [ -n "$(systemctl list-units --failed --plain --no-legend 'steward*')" ]; then journalctl -u steward-server -u steward-agent -u steward-collect -n 40 --no-pager; fi
dpkg --remove steward-server steward-agent >/dev/null
holds "removing stops both and keeps what is theirs" sh -c '! pidof steward-server steward-agent && [ -s /var/lib/steward/master.key ] && [ -s /var/lib/steward-agent/identity ]'
dpkg --purge steward-server steward-agent >/dev/null
holds "purging takes it" sh -c '[ ! -e /var/lib/steward ] && [ ! -e /var/lib/steward-agent ] && [ ! -e /var/lib/steward-backups ]'
end_of_probe
