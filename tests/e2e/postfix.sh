#!/usr/bin/env bash
# A private, real Postfix: postfix.sh start|stop FOLDER PORT [LMTP [MILTER_PORT]]. Mail for any address lands as
# files in FOLDER/mail/new; with LMTP, a port or the path of a socket, that for msp.test is handed over there instead, and that for lost.test comes back
# as not delivered. nobody@gone.test is refused at once. Nothing of the
# machine's own Postfix is touched.
set -euo pipefail
command="$1" folder="$2" port="${3:-2525}" lmtp="${4:-}" milter="${5:-}"
config="$folder/config"

if [ "$command" = stop ]; then
  postfix -c "$config" stop 2>/dev/null || true
  exit 0
fi

mkdir -p "$config" "$folder/queue" "$folder/data" "$folder/mail"
chmod 755 "$folder" "$config"
chown postfix "$folder/data"
chown nobody "$folder/mail"
cat > "$config/main.cf" <<MAIN
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.steward.test
mydestination =
local_recipient_maps =
virtual_mailbox_domains = regexp:{{/./ OK}}
virtual_mailbox_maps = regexp:{{/./ mail/}}
virtual_mailbox_base = $folder
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_minimum_uid = 1
maillog_file = $folder/log
maillog_file_prefixes = $folder
smtpd_recipient_restrictions = check_recipient_access inline:{{ nobody@gone.test = 550 5.1.1 Nobody of this name }}, permit_mynetworks, reject
mynetworks = 127.0.0.0/8
biff = no
# Taken first and brought back afterwards, as mail servers elsewhere do.
smtpd_reject_unlisted_recipient = no
message_size_limit = 104857600
virtual_mailbox_limit = 0
# What was not taken is tried again soon, as a story cannot wait for hours.
minimal_backoff_time = 2s
maximal_backoff_time = 3s
queue_run_delay = 1s
lmtp_destination_concurrency_failed_cohort_limit = 1000
MAIN
if [ -n "$lmtp" ]; then
  case "$lmtp" in /*) door="unix:$lmtp" ;; *) door="inet:127.0.0.1:$lmtp" ;; esac
  echo "transport_maps = inline:{{ msp.test = lmtp:$door }, { lost.test = error:5.1.1 nobody of this name }}" >> "$config/main.cf"
fi
if [ -n "$milter" ]; then
  printf "smtpd_milters = inet:127.0.0.1:%s\nmilter_default_action = tempfail\n" "$milter" >> "$config/main.cf"
fi
cat > "$config/master.cf" <<MASTER
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
showq unix n - n - - showq
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
MASTER
postfix -c "$config" start
