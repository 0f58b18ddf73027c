#!/usr/bin/env bash
# desk.sh BUILD_FOLDER [--tickets N]: the desk's pages in a real server and a real Chromium, with 200,000 tickets.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$(realpath "$1")"; shift
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -r), load $(cut -d' ' -f1-3 /proc/loadavg)"
STEWARD_BUILD="$build" node "$here/desk.mjs" "$@"
