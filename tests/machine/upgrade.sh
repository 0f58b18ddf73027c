# Sourced by probe.sh while both older packages run: somebody signs in, then both are upgraded.

# A person in a browser: cookies, and the word that every change has to carry.
person() { curl -fsS -b /root/jar -c /root/jar -H 'content-type: application/json' -H "x-steward-csrf: ${csrf:-}" "http://127.0.0.1:8080/api/v1/$1" "${@:2}"; }
# RFC 6238, as an authenticator app computes it.
code_of() {
  local key hash offset
  key="$(base32 -d <<<"$1" | od -An -tx1 | tr -d ' \n')"
  hash="$(printf '%016x' $(($(date +%s) / 30)) | sed 's/../\\x&/g' | xargs -0 printf '%b' | openssl dgst -sha1 -mac HMAC -macopt "hexkey:$key" | sed 's/.*= *//')"
  offset=$((16#${hash:39:1} * 2))
  printf '%06d' $(((16#${hash:offset:8} & 0x7fffffff) % 1000000))
}
sign_in() {
  local link secret
  link="$(steward url | grep -o 'link#[^[:space:]]*')"
  csrf="$(person access/redeem-link -d "{\"link_token\":\"${link#link#}\",\"new_password\":\"four quiet otters by the weir\"}" | field csrf_token)"
  secret="$(person access/totp -d '{}' | field secret)"
  csrf="$(person access/totp/confirm -d "{\"code\":\"$(code_of "$secret")\"}" | field csrf_token)"
  person devices | grep -q "$device"
}
is_installed() { [ "$(dpkg-query -W -f '${Version}' "$1")" = "$2" ]; }
kept() { sha256sum /var/lib/steward/master.key /var/lib/steward-agent/identity /etc/steward/server.env; }
is_another_process() { [ "$(main_process "$1")" != "$2" ] && systemctl is-active --quiet "$1"; }
connected() { [ "$(steward device list --json | grep -c '"connected": *true')" = 1 ]; }

holds "the owner signs in with a second factor" sign_in
holds "what runs are the older packages" is_installed steward-server 0.0.9
echo "STEWARD_PUBLIC_URL=http://127.0.0.1:8080" >> /etc/steward/server.env
before="$(kept)" server_before="$(main_process steward-server)" agent_before="$(main_process steward-agent)"

holds "the server's package is upgraded, without a question" sh -c 'DEBIAN_FRONTEND=noninteractive dpkg -i /root/steward-server_*.deb </dev/null'
holds "it is of the present version" sh -c '! dpkg --compare-versions "$(dpkg-query -W -f "\${Version}" steward-server)" le 0.0.9'
holds "the server was restarted" is_another_process steward-server "$server_before"
holds "it is ready again" within 30 api http://localhost/readyz
holds "the older agent goes on, and comes back to it" within 90 sh -c 'steward-agent status && steward device list --json | grep -q "\"connected\": *true"'
holds "the agent's package is upgraded" sh -c 'DEBIAN_FRONTEND=noninteractive dpkg -i /root/steward-agent_*.deb </dev/null'
holds "the agent was restarted" is_another_process steward-agent "$agent_before"
holds "it is the same device, and the only one" within 90 connected
holds "and its id is the same" [ "$(device_id)" = "$device" ]
holds "keys, identity and the operator's settings are as they were" [ "$(kept)" = "$before" ]
holds "who was signed in still is" sh -c 'curl -fsS -b /root/jar http://127.0.0.1:8080/api/v1/devices | grep -q "$1"' sh "$device"
