# Sourced by run.sh of this folder and of tests/image: a Debian 12 with our packages as one file, and a machine that starts from it.
# Both keep the minimal system below it in .cache/machine, named by what it holds.

# make_tree TREE PACKAGES_FOLDER CACHE: a minimal Debian 12 with systemd, and everything that the packages want, without the packages.
make_tree() {
  local tree="$1" packages="$2" cache="$3" needed list key base
  mkdir -p "$cache"
  needed="$(for deb in "$packages"/*.deb; do dpkg-deb -f "$deb" Depends; done | tr ',' '\n' | sed -E 's/ *\(.*\)//; s/\|.*//; s/^ *//' | sort -u)"
  list="$(grep -v '^#' "$(dirname "${BASH_SOURCE[0]}")/packages.txt"; echo "$needed")"
  key="$(sha256sum <<<"$list" | cut -c1-16)"
  base="$cache/base-$key.tar"
  if [ ! -e "$base" ]; then
    rm -f "$cache"/base-*.tar
    mmdebstrap --variant=minbase --include="$(tr '\n' ',' <<<"$list" | sed 's/,,*/,/g; s/,$//')" bookworm "$cache/part.tar"
    mv "$cache/part.tar" "$base"
  fi
  rm -rf "$tree"; mkdir -p "$tree"
  tar -xf "$base" -C "$tree"
}

# install_probe TREE PROBE FILE...: PROBE runs as root at every start of the machine; the files lie where it sources them.
install_probe() {
  local tree="$1" probe="$2"; shift 2
  install -m 755 "$probe" "$tree/usr/local/sbin/probe"
  install -m 644 "$(dirname "${BASH_SOURCE[0]}")"/{saying.sh,../../packaging/exposure.txt} "$@" "$tree/usr/local/lib/"
  cat > "$tree/etc/systemd/system/probe.service" <<UNIT
[Unit]
Description=What the test asks
After=network.target ssh.service cron.service systemd-user-sessions.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/probe
TimeoutStartSec=900
UNIT
  mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
  ln -sf ../probe.service "$tree/etc/systemd/system/multi-user.target.wants/probe.service"
  ln -sf /dev/null "$tree/etc/systemd/system/serial-getty@ttyS0.service"  # it would hang up the probe's line
  echo steward-test > "$tree/etc/hostname"
  echo "/dev/vda / ext4 defaults 0 1" > "$tree/etc/fstab"
}

# start_machine TREE WORK SECONDS [QEMU OPTION...]: runs it until it powers off; what it says goes to WORK/console.log. TREE is used up.
# The processor is emulated, also where KVM is: the same everywhere, and no right is wanted of whoever tests.
start_machine() {
  local tree="$1" work="$2" seconds="$3"; shift 3
  rm -f "$work/disk.img"
  cp "$tree"/boot/vmlinuz-* "$work/vmlinuz"
  cp "$tree"/boot/initrd.img-* "$work/initrd"
  mke2fs -q -t ext4 -d "$tree" "$work/disk.img" 3G
  rm -rf "$tree"
  timeout "$seconds" qemu-system-x86_64 -machine q35 -cpu max -nographic -nic none \
    -kernel "$work/vmlinuz" -initrd "$work/initrd" -append "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=false" \
    -drive "file=$work/disk.img,format=raw,if=virtio" "$@" > "$work/console.log" 2>&1 < /dev/null || true
  rm -f "$work/disk.img"
}

# count_sentences CONSOLE_LOG: shows them, and says how many held; a machine that did not come to its end is one that did not.
count_sentences() {
  local console="$1" passed failed
  grep -ao "PROBE .*\|→ .*" "$console" | tr -d '\r' || true
  passed="$(grep -ac 'PROBE ok' "$console" || true)"
  failed="$(grep -ac 'PROBE not ok' "$console" || true)"
  grep -aq 'PROBE end' "$console" || { failed=$((failed + 1)); tail -n 40 "$console"; }
  echo "stage: $passed passed, $failed failed"
  [ "$failed" = 0 ]
}
