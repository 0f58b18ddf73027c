#!/usr/bin/env bash
# run.sh BUILD_FOLDER PACKAGES_FOLDER: boots a Debian 12 with the packages in it; see README.md.
set -euo pipefail
build="$1" packages="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
cache="$root/.cache/machine" work="$build/machine"
mkdir -p "$cache" "$work"

# What the packages need is part of the base, so that a run needs no package lists.
needed="$(for deb in "$packages"/*.deb; do dpkg-deb -f "$deb" Depends; done | tr ',' '\n' | sed -E 's/ *\(.*\)//; s/\|.*//; s/^ *//' | sort -u)"
list="$(grep -v '^#' "$here/packages.txt"; echo "$needed")"
key="$(sha256sum <<<"$list" | cut -c1-16)"
base="$cache/base-$key.tar"
if [ ! -e "$base" ]; then
  rm -f "$cache"/base-*.tar
  mmdebstrap --variant=minbase --include="$(tr '\n' ',' <<<"$list" | sed 's/,,*/,/g; s/,$//')" bookworm "$cache/part.tar"
  mv "$cache/part.tar" "$base"
fi
tree="$work/tree"
rm -rf "$tree"; mkdir -p "$tree"
tar -xf "$base" -C "$tree"
# The same programs under an older number are installed; the probe upgrades to those that are handed out.
mkdir "$tree/root/older"
for deb in "$packages"/*.deb; do
  rm -rf "$work/older"
  dpkg-deb -R "$deb" "$work/older"
  sed -i 's/^Version: .*/Version: 0.0.9/' "$work/older/DEBIAN/control"
  dpkg-deb -Zgzip -z1 -b "$work/older" "$tree/root/older/$(basename "$deb")" >/dev/null
done
rm -rf "$work/older"
cp "$packages"/*.deb "$tree/root/"
chroot "$tree" sh -c 'dpkg -i /root/older/*.deb' >"$work/install.log" 2>&1
install -m 755 "$here/probe.sh" "$tree/usr/local/sbin/probe"
install -m 644 "$here/upgrade.sh" "$tree/usr/local/lib/probe-upgrade.sh"
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
rm -f "$work/disk.img"
cp "$tree"/boot/vmlinuz-* "$work/vmlinuz"
cp "$tree"/boot/initrd.img-* "$work/initrd"
mke2fs -q -t ext4 -d "$tree" "$work/disk.img" 3G
rm -rf "$tree"
timeout 900 qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 1536 -nographic -no-reboot -nic none \
  -kernel "$work/vmlinuz" -initrd "$work/initrd" -append "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=false" \
  -drive "file=$work/disk.img,format=raw,if=virtio" > "$work/console.log" 2>&1 < /dev/null || true
grep -ao "PROBE .*\|→ .*" "$work/console.log" | tr -d '\r' || true
passed="$(grep -ac 'PROBE ok' "$work/console.log" || true)"
failed="$(grep -ac 'PROBE not ok' "$work/console.log" || true)"
grep -aq 'PROBE end' "$work/console.log" || { failed=$((failed + 1)); tail -n 40 "$work/console.log"; }
rm -f "$work/disk.img"
echo "stage: $passed passed, $failed failed"
[ "$failed" = 0 ]
