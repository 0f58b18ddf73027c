#!/usr/bin/env bash
# run.sh BUILD_FOLDER PACKAGES_FOLDER: boots a managed Debian 12 three times; see README.md.
set -euo pipefail
build="$1" packages="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$build/image" tree="$build/image/tree"
mkdir -p "$work"
source "$here/../machine/image.sh"

for program in qemu-system-x86_64 mmdebstrap mke2fs; do
  command -v "$program" >/dev/null || { echo "The image cannot be made or started: $program is missing (tools/dev/packages/test.txt)."; exit 1; }
done
make_tree "$tree" "$packages" "$root/.cache/machine"
mkdir "$tree/root/packages"
cp "$packages"/*.deb "$tree/root/packages/"
chroot "$tree" sh -c 'dpkg -i /root/packages/*.deb' >"$work/install.log" 2>&1 || { tail -n 20 "$work/install.log"; exit 1; }
rm -rf "$tree/root/packages"
"$build/tests/light_key" "$tree/root/alice" daily "Alice Harbour" "four random words here"
for safe in bank notary; do "$build/tests/light_key" "$tree/root/$safe" recovery "Safe at the $safe" "four random words here"; done
chmod 700 "$tree/root/alice" "$tree/root/bank" "$tree/root/notary"
install_probe "$tree" "$here/probe.sh" "$here/office.sh" "$here/first_start.sh" "$here/later_starts.sh"
# Its time goes by what it does, two nanoseconds for an instruction: a bound in seconds means the same on a busy host.
start_machine "$tree" "$work" "${STEWARD_IMAGE_SECONDS:-1500}" -accel tcg,thread=single -icount shift=1 -rtc clock=vm -smp 1 -m 2048
count_sentences "$work/console.log"
