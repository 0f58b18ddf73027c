# Sourced by probe.sh: an authority, a grant, hardened units, jobs within their bounds; it ends in a signed restart.
mkdir -p "$desk"
systemctl disable --quiet ssh cron 2>/dev/null

steward setup --provider "Alderway" --owner-name Olivia --owner-email olivia@alderway.test >/dev/null || not_ok "setup"
systemctl start steward-server
holds "the server answers" within 60 api http://localhost/readyz
api -X POST http://localhost/api/v1/clients -d '{"name":"Harbour Precision","zone":"UTC"}' | field client_id > /root/client
site="$(api -X POST "http://localhost/api/v1/clients/$(client)/sites" -d '{"name":"Main office"}' | field site_id)"

sign_as alice key card daily --roles roster,job,policy,stop,enrol,fresh --out /root/alice.card >/dev/null
for safe in bank notary; do
  sign_as "$safe" key card recovery --roles recovery --out "/root/$safe.card" >/dev/null
done
pins="$(steward enrol --client "Harbour Precision" --line-only | grep -o 'pin=[^& ]*' | cut -d= -f2 | while read -r pin; do
  tr -- '-_' '+/' <<<"$pin=" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n'; echo; done | paste -sd,)"
within 60 sh -c 'curl -fsS --unix-socket /var/lib/steward/steward.sock http://localhost/api/v1/log/head | grep -q "\"key\": *\"[^\"]"'
log_key="$(api http://localhost/api/v1/log/head | field key | sed 's/^[^+]*+[^+]*+//' | base64 -d | od -An -v -tx1 | tr -d ' \n' | cut -c3-)"
sign_as alice genesis --name "Alderway" --keys /root/alice.card --recovery /root/bank.card,/root/notary.card --pins "$pins" --log-keys "$log_key" --out /root/genesis >/dev/null
for person in alice bank notary; do sign_as "$person" sign /root/genesis >/dev/null || not_ok "$person signs the genesis"; done
sign_as alice take /root/genesis >/dev/null && sign_as alice send "$desk" >/dev/null
holds "the chain reaches the server" courier

line="$(sign_as alice grant --client "$(client)" --site "$site" --preset managed --server 127.0.0.1:8443 --out /root/grant | grep -o "steward://[^' ]*")"
sign_as alice sign /root/grant >/dev/null && sign_as alice send "$desk" /root/grant >/dev/null
holds "and a grant" courier
holds "the machine enrols with a grant that a person signed" steward-agent enrol "$line"
holds "the agent's unit starts by itself" within 30 systemctl is-active --quiet steward-agent
holds "the machine reports" within 150 sh -c 'steward device list --json | grep -q "\"connected\": *true"'
api http://localhost/api/v1/devices | field device_id > /root/device
holds "its gate asks who is the newest, and runs nothing" within 60 gate_is waiting
answer_gate
holds "answered, it is ready" within 60 gate_is ready

# What they may, seen from outside.
process="$(main_process steward-gate)"
status_of() { grep -q "^$2:[[:space:]]*$3" "/proc/$1/status"; }
holds "the gate is root" status_of "$process" Uid "0[[:space:]]"
holds "the gate's system calls are filtered, and it gets no new privileges" sh -c "grep -q '^Seccomp:[[:space:]]*2' /proc/$process/status && grep -q '^NoNewPrivs:[[:space:]]*1' /proc/$process/status"
holds "the gate's network is its own" [ "$(readlink "/proc/$process/ns/net")" != "$(readlink /proc/1/ns/net)" ]
holds "and empty: nothing but an interface to itself, which is down" sh -c "[ \"\$(tail -n +3 /proc/$process/net/dev | cut -d: -f1 | tr -d ' ')\" = lo ] && ! grep -q . /proc/$process/net/if_inet6"
holds "no socket of the gate is one of the internet" sh -c "for table in tcp tcp6 udp udp6 raw; do [ \"\$(wc -l < /proc/$process/net/\$table)\" -le 1 ] || exit 1; done"
process="$(main_process steward-agent)"
holds "the agent is nobody who can do anything" sh -c "grep -q '^CapEff:[[:space:]]*0*\$' /proc/$process/status && grep -q '^NoNewPrivs:[[:space:]]*1' /proc/$process/status && [ \"\$(stat -c %U /proc/$process)\" = steward-agent ]"
holds "it sees no other process than its own" sh -c "nsenter -t $process -m -- setpriv --reuid=steward-agent --regid=steward-agent --clear-groups sh -c '! [ -e /proc/1/stat ]'"
process="$(main_process steward-collect)"
holds "who measures is nobody either, and somebody else" sh -c "grep -q '^CapEff:[[:space:]]*0*\$' /proc/$process/status && grep -q '^NoNewPrivs:[[:space:]]*1' /proc/$process/status && [ \"\$(stat -c %U /proc/$process)\" = steward-collect ]"
holds "it holds no socket but its door and who asks" sh -c "! ls -l /proc/$process/fd | grep -o 'socket:\[[0-9]*\]' | tr -dc '0-9\n' | grep -qwFf - /proc/$process/net/tcp /proc/$process/net/tcp6 /proc/$process/net/udp /proc/$process/net/udp6"
holds "nobody but the agent's group and root comes to its door" [ "$(stat -c '%U %G %a' /run/steward-collect/collect.sock)" = "root steward-agent 660" ]
holds "nobody but the agent's group and root comes to the gate's door" [ "$(stat -c '%U %G %a' /run/steward-gate/gate.sock)" = "root steward-agent 660" ]
scores_hold

# A job's own control group, and its end.
one_group() { find "$(jobs_group)" -maxdepth 1 -name 'steward-job-*' | grep -q .; }
no_group() { ! one_group; }
signed_script overtime 15 'setsid sleep 3601 & (setsid setsid sleep 3602 &) ; exec sleep 3603'
holds "a signed job runs in a control group of its own" within 40 one_group
within 20 pgrep -f 'sleep 3603' >/dev/null
group="$(find "$(jobs_group)" -maxdepth 1 -name 'steward-job-*' | head -n 1)"
in_group() { local one; for one in $(pgrep -f "sleep 360[123]"); do grep -qx "$one" "$group/cgroup.procs" || return 1; done; [ "$(pgrep -fc 'sleep 360[123]')" = 3 ]; }
holds "all that it starts is in it, what leaves its session too" in_group
holds "with a bound of memory, no swap" [ "$(cat "$group/memory.max") $(cat "$group/memory.swap.max")" = "1073741824 0" ]
holds "and of processes" [ "$(cat "$group/pids.max")" = 4096 ]
holds "at its time limit it is over" within 60 target_is overtime failed
holds "and of what it started nothing is left" sh -c '! pgrep -f "sleep 360[123]"'
holds "nor its group" within 10 no_group
show_job overtime

gate_before="$(main_process steward-gate)"
signed_script greedy 120 'tail /dev/zero; echo "ended with $?"'
holds "a job that eats memory is ended by its own bound" within 120 target_is greedy "done"
holds "by the kernel" [ "$(output_of greedy | grep -o 'ended with 137')" = "ended with 137" ]
holds "and the gate did not notice" [ "$(main_process steward-gate)" = "$gate_before" ]
show_job greedy

# A job outlives those who began it.
signed_script patient 120 'echo begun > /root/patient; sleep 30; echo over >> /root/patient; echo lived'
within 40 test -s /root/patient
systemctl restart steward-agent
systemctl restart steward-gate
holds "the gate starts anew while a job runs" within 20 sh -c '[ "$(systemctl is-active steward-gate)" = active ] && steward-agent gate'
holds "agent and gate were restarted, and the job runs on" sh -c 'pgrep -f "sleep 3[0]" && ! grep -q over /root/patient'
holds "its result comes all the same" within 120 target_is patient "done"
holds "once, and whole" [ "$(tr '\n' ' ' < /root/patient)$(output_of patient)" = "begun over lived\n" ]
show_job patient
holds "the restarted gate asks again before it runs anything" within 60 gate_is waiting
answer_gate
within 60 gate_is ready
signed_script after 120 'cat /proc/self/cgroup'
holds "and then it runs the next in a group of its own, as before" within 60 target_is after "done"
holds "with the name of the job" grep -q 'steward-jobs.service/steward-job-' <<<"$(output_of after)"
show_job after

systemctl list-units --failed --plain --no-legend "steward*"
holds "nothing failed" sh -c '[ -z "$(systemctl list-units --failed --plain --no-legend "steward*")" ]'
cp /proc/sys/kernel/random/boot_id /root/first-boot
sync
signed_job restart '{"reboot_message":"This machine restarts for the test."}'
sleep 60  # it does not come to an end
not_ok "the machine restarts"
journalctl -u steward-gate -n 30 --no-pager
end_of_probe
