#!/usr/bin/env bash
# console.sh BUILD_FOLDER [--devices N,N,...]: the device list's calls and its page, at 1,000, 10,000
# and 100,000 devices, in a real server and a real Chromium.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$(realpath "$1")"; shift
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -r), load $(cut -d' ' -f1-3 /proc/loadavg)"
STEWARD_BUILD="$build" node "$here/console.mjs" "$@"
