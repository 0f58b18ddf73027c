#!/usr/bin/env bash
# run.sh BUILD_FOLDER PACKAGES_FOLDER: boots a Debian 12 with the packages in it; see README.md.
set -euo pipefail
build="$1" packages="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$build/machine"
mkdir -p "$work"
source "$here/image.sh"

tree="$work/tree"
make_tree "$tree" "$packages" "$root/.cache/machine"
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
install_probe "$tree" "$here/probe.sh" "$here/upgrade.sh"
start_machine "$tree" "$work" 900 -accel tcg,thread=multi -smp 2 -m 1536 -no-reboot
count_sentences "$work/console.log"
