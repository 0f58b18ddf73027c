# ./dev fresh [run|test|package]: proves them in a minimal Debian 12, from a checkout and nothing else; without a word all three, one after
# the other, each in a copy of its own.
# Mounts and processes live in namespaces of their own, so nothing of them is left however it ends.
dev_fresh() {
  local what="${1:-}" base="$root/.build/fresh-base" here="$root/.build/fresh" begin=$SECONDS
  case "$what" in
    "") fresh_all; return ;;
    run|test|package) ;;
    *) echo "usage: ./dev fresh [run|test|package]" >&2; return 2 ;;
  esac
  command -v debootstrap >/dev/null || install_packages fresh
  if [ ! -e "$base/.complete" ]; then
    as_root rm -rf "$base"
    step "minimal Debian 12" "check that $(debian_mirror) can be reached" \
      as_root debootstrap --variant=minbase --include=ca-certificates bookworm "$base" "$(debian_mirror)"
    as_root touch "$base/.complete"
  fi
  step "a copy of it" "free some disk space" fresh_copy "$base" "$here"
  if [ "$what" = package ]; then
    source tools/dev/package.sh; dev_package
    as_root cp .build/packages/*.deb "$here/root/"
  fi
  local inside="$log_folder/fresh-$what.log" code=0
  echo "  inside ($inside):"
  fresh_inside "$here" "fresh_$what" 2>&1 | tee "$inside" | sed -u 's/^/    /'
  code=${PIPESTATUS[0]}
  printf '  %-44s%4d s\n' "fresh $what: $([ "$code" = 0 ] && echo passed || echo FAILED)" $((SECONDS - begin))
  return "$code"
}

# One that fails hides nothing of the others. Processes of their own: within a condition the shell would go on after a step that failed.
fresh_all() {
  local what failed=()
  for what in run test package; do
    echo "Steward: fresh $what"
    "$root/dev" fresh "$what" || failed+=("$what")
  done
  if [ "${#failed[@]}" -gt 0 ]; then echo "failed in a minimal Debian 12: ${failed[*]}"; return 1; fi
  echo "run, test and package hold in a minimal Debian 12"
}

# The machine's own mirror, proxy and certificates: the copy reaches what the machine reaches, no more.
fresh_copy() {
  local base="$1" here="$2" mirror; mirror="$(debian_mirror)"
  as_root rm -rf --one-file-system "$here" && as_root cp -a "$base" "$here" || return 1
  { echo "deb $mirror bookworm main"; echo "deb $mirror bookworm-updates main"; echo "deb ${mirror}-security bookworm-security main"; } |
    as_root tee "$here/etc/apt/sources.list" >/dev/null
  local file
  for file in $(grep -lsi 'Acquire::' /etc/apt/apt.conf /etc/apt/apt.conf.d/*) /etc/resolv.conf /etc/hosts /etc/npmrc /usr/local/share/ca-certificates/*; do
    [ ! -f "$file" ] || { as_root mkdir -p "$here/$(dirname "$file")" && as_root cp -L "$file" "$here/$file"; }
  done
  as_root cp -aL /etc/ssl/certs "$here/etc/ssl/"
  [ ! -e "$HOME/.npmrc" ] || as_root cp "$HOME/.npmrc" "$here/root/.npmrc"
  as_root mkdir -p "$here/steward"
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
    tar --null --files-from=- -cf - | as_root tar xf - -C "$here/steward" --no-same-owner
}

fresh_inside() {
  local here="$1" body; body="$(declare -f "$2")"
  as_root unshare --mount --pid --fork --kill-child --propagation slave bash -euc '
    mount --bind "$1" "$1"  # a root that is a mount, as on every machine: its volume is watched
    mount -t proc proc "$1/proc"; mount -t sysfs -o ro sys "$1/sys"; mount --rbind /dev "$1/dev"; mount -t tmpfs tmpfs "$1/tmp"
    mount -t cgroup2 cgroup "$1/sys/fs/cgroup" || true  # as systemd does; without it a few branches of the gate are not reached
    exec env -u STEWARD_BUILD -u CCACHE_DIR -u CCACHE_BASEDIR HOME=/root chroot "$1" /bin/bash -euo pipefail -c "$2; $3"' _ "$here" "$body" "$2"
}

# What follows runs inside. A user with sudo and then root: what the one has built serves the other.
fresh_run() {
  apt-get update -qq && apt-get install -y -qq --no-install-recommends sudo >/dev/null 2>&1
  useradd --create-home --shell /bin/bash builder
  echo 'builder ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/builder
  [ ! -e /root/.npmrc ] || install -o builder -m 600 /root/.npmrc /home/builder/.npmrc
  cd /steward && chown -R builder: .
  local builder="runuser -u builder -- env HOME=/home/builder" begin=$SECONDS
  $builder ./dev run --detach --port 28480 --agent-port 28443
  echo "as a user with sudo, from nothing: $((SECONDS - begin)) s"
  $builder .build/release/cli/steward device list --state .state/server
  $builder .build/release/cli/steward device list --state .state/server | grep -q '^ok '
  $builder ./dev stop
  ./dev run --detach --port 28480 --agent-port 28443 --state /root/state
  .build/release/cli/steward device list --state /root/state/server | grep -q '^ok '
  ./dev stop --state /root/state
}
fresh_test() { cd /steward && ./dev test; }
fresh_package() {
  apt-get update -qq && apt-get install -y --no-install-recommends /root/*.deb
  ! command -v node && ! command -v g++
  steward setup --provider "Fresh" --owner-name Owner --owner-email owner@example.org
  runuser -u steward -- steward-server --state /var/lib/steward --port 28480 --agent-port 28443 --agent-package /usr/share/steward/agent-package &
  for _ in $(seq 100); do steward client list >/dev/null 2>&1 && break; sleep 0.1; done
  steward client create "Fresh" && steward-agent enrol "$(steward enrol --client Fresh --line-only)"
  runuser -u steward-agent -- steward-agent run &
  for _ in $(seq 100); do steward device list | grep -q '^ok ' && break; sleep 0.2; done
  steward device list; steward doctor
  steward device list | grep -q '^ok '
  kill %1 %2; wait
  apt-get purge -y -qq steward-server steward-agent && [ ! -e /var/lib/steward ] && [ ! -e /var/lib/steward-agent ]
}

debian_mirror() {
  sed -nE 's/^(deb|URIs:) +(\[[^]]*\] +)?([^ ]+).*/\3/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -E '/debian/?$' | sed 's|/$||' | head -n 1
}
