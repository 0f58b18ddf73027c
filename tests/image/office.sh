# Sourced by probe.sh: what people do with signer, courier and server. What has to be known after a restart is kept in files.
desk=/root/desk
# sign_as PERSON WORD...: her own signer, with her passphrase.
sign_as() { local person="$1"; shift; echo 'four random words here' | steward-sign "$@" --folder "/root/$person" --passphrase-fd 0; }
courier() { steward courier sync "$desk" >/dev/null; }
client() { cat /root/client; }
device() { cat /root/device; }

gate_state() { api "http://localhost/api/v1/devices/$(device)/gate" | field state; }
gate_is() { [ "$(gate_state)" = "$1" ]; }
jobs_group() { echo "/sys/fs/cgroup$(systemctl show -p ControlGroup --value steward-jobs)"; }
main_process() { systemctl show -p MainPID --value "$1"; }

is_connected() { steward device list --json | grep -q '"connected": *true'; }

# Answers the question that the gate asks after its start, as a beacon does.
answer_gate() { courier && sign_as alice fetch --from "$desk" >/dev/null && sign_as alice beacon "$desk" --key daily --once && courier; }

# signed_job NAME ACTION [SECONDS]: drafts it, signs it, hands it over; its id is then in /root/job-NAME.
signed_job() {
  local name="$1" action="$2" seconds="${3:-120}" answer
  answer="$(api -X POST "http://localhost/api/v1/clients/$(client)/jobs" \
    -d "{\"action\":$action,\"device_ids\":[\"$(device)\"],\"reason\":\"image test: $name\",\"timeout_s\":\"$seconds\"}")" || return 1
  field job_id <<<"$answer" > "/root/job-$name"
  courier && sign_as alice fetch --from "$desk" >/dev/null && sign_as alice sign "$desk/drafts/$(cat "/root/job-$name")/job.msd" >/dev/null && courier
}
# signed_script NAME SECONDS TEXT
signed_script() {
  local name="$1" seconds="$2" text="$3" script
  text="${text//\"/\\\"}"
  script="$(api -X POST http://localhost/api/v1/scripts -d "{\"name\":\"$name\",\"interpreter\":\"/bin/bash\",\"text\":\"${text//$'\n'/\\n}\"}" | field script_id)"
  signed_job "$name" "{\"script_id\":\"$script\"}" "$seconds"
}
target() { api "http://localhost/api/v1/jobs/$(cat "/root/job-$1")/targets"; }
target_is() { [ "$(target "$1" | field state)" = "$2" ]; }
words_of() { target "$1" | field words; }
output_of() { api "http://localhost/api/v1/jobs/$(cat "/root/job-$1")/targets/$(device)/output" | field text; }
# The machine's own signed result, as it stands with the server.
result_says() { target "$1" | field result | base64 -d | grep -aqF "$2"; }
show_job() { echo "PROBE job $1: $(target "$1" | field state), $(words_of "$1")"; }
