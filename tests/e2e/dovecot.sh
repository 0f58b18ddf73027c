#!/usr/bin/env bash
# A private, real Dovecot with one mailbox: dovecot.sh start|stop FOLDER PORT [TOKEN_SERVER [MECHANISM]]. Its certificate is
# FOLDER/cert.pem for localhost; the user is "desk@msp.test", the password "correct-horse". A mail is put into
# FOLDER/mail/new as a file. With TOKEN_SERVER (a URL that says whose a token is) MECHANISM is
# offered too: xoauth2 or oauthbearer; both when it is left out.
set -euo pipefail
command="$1" folder="$2" port="${3:-1993}" tokens="${4:-}" mechanism="${5:-xoauth2 oauthbearer}"

if [ "$command" = stop ]; then
  doveadm -c "$folder/dovecot.conf" stop 2>/dev/null || true
  exit 0
fi

mkdir -p "$folder/mail/new" "$folder/mail/cur" "$folder/mail/tmp" "$folder/run"
chmod 755 "$folder"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
chown -R nobody "$folder/mail"
cat > "$folder/dovecot.conf" <<CONFIG
base_dir = $folder/run
log_path = $folder/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <$folder/cert.pem
ssl_key = <$folder/key.pem
mail_location = maildir:$folder/mail
first_valid_uid = 1
mail_uid = $(id -u nobody)
mail_gid = $(id -g nobody)
default_internal_user = nobody
default_login_user = nobody
verbose_proctitle = yes
default_internal_group = nogroup
auth_failure_delay = 0
userdb {
  driver = static
  args = uid=$(id -u nobody) gid=$(id -g nobody) home=$folder
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $port
    ssl = yes
  }
}
service anvil {
  chroot =
}
namespace inbox {
  inbox = yes
  mailbox Done {
    auto = create
  }
}
CONFIG
if [ -n "$tokens" ]; then
  cat > "$folder/oauth2.conf" <<OAUTH
introspection_mode = get
introspection_url = $tokens
username_attribute = username
active_attribute = active
active_value = true
OAUTH
  cat >> "$folder/dovecot.conf" <<CONFIG
auth_mechanisms = plain $mechanism
passdb {
  driver = oauth2
  mechanisms = $mechanism
  args = $folder/oauth2.conf
}
CONFIG
fi
cat >> "$folder/dovecot.conf" <<CONFIG
passdb {
  driver = static
  args = password=correct-horse
  mechanisms = plain
}
CONFIG
dovecot -c "$folder/dovecot.conf"
