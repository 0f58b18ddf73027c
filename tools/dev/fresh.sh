# ./dev fresh: proves `./dev run`, `./dev test` and the packages in a minimal Debian 12.
dev_fresh() {
  local what="${1:-run}" base="$root/.build/fresh-base" here="$root/.build/fresh"
  command -v debootstrap >/dev/null || { install_packages_now debootstrap; }
  if [ ! -e "$base/etc/debian_version" ]; then
    step "minimal Debian 12" "check that a Debian mirror can be reached" as_root debootstrap --variant=minbase bookworm "$base" "$(debian_mirror)"
  fi
  as_root rm -rf "$here"; as_root cp -a "$base" "$here"
  # The machine's own package sources and certificates: the chroot reaches what the machine reaches.
  as_root cp -a /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/trusted.gpg.d "$here/etc/apt/" 2>/dev/null || true
  as_root cp -L /etc/resolv.conf /etc/hosts "$here/etc/" 2>/dev/null || true
  [ -d /etc/ssl/certs ] && as_root mkdir -p "$here/etc/ssl" && as_root cp -aL /etc/ssl/certs "$here/etc/ssl/"
  [ -e "$HOME/.npmrc" ] && as_root cp "$HOME/.npmrc" "$here/root/.npmrc"
  as_root mkdir -p "$here/steward"
  git ls-files -z --cached --others --exclude-standard | as_root rsync -a --files-from=- --from0 ./ "$here/steward/" 2>/dev/null ||
    git ls-files -z --cached --others --exclude-standard | xargs -0 tar cf - | as_root tar xf - -C "$here/steward"
  for folder in proc sys dev; do as_root mount --rbind "/$folder" "$here/$folder"; done
  # shellcheck disable=SC2064
  trap "for f in proc sys dev; do umount -R -l '$here/'\$f; done" EXIT
  local code=0
  case "$what" in
    run) as_root chroot "$here" /bin/bash -c "cd /steward && ./dev run --detach --port 18080 --agent-port 18443 && ./dev stop" || code=1 ;;
    test) as_root chroot "$here" /bin/bash -c "cd /steward && ./dev test" || code=1 ;;
    package) dev_package_in_fresh "$here" || code=1 ;;
    *) echo "usage: ./dev fresh run|test|package" >&2; code=2 ;;
  esac
  return "$code"
}

install_packages_now() { as_root apt-get update -qq; as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
debian_mirror() { sed -nE 's/^(deb|URIs:) +(\[[^]]*\] +)?([^ ]+).*/\3/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -v security | head -n 1; }

dev_package_in_fresh() {
  local here="$1"
  source tools/dev/package.sh; dev_package
  as_root cp .build/packages/*.deb "$here/root/"
  as_root chroot "$here" /bin/bash -c "apt-get update -qq && apt-get install -y --no-install-recommends /root/*.deb && steward version && steward-agent version"
}
