#!/bin/bash
# Runs inside the machine, as root, at each of its starts; which one it is stands in /root/starts.
source /usr/local/lib/saying.sh
source /usr/local/lib/office.sh
starts=$(($(cat /root/starts 2>/dev/null || echo 0) + 1))
echo "$starts" > /root/starts
echo "PROBE start $starts, $(cut -d. -f1 /proc/uptime) s after the kernel's"
case "$starts" in
  1) source /usr/local/lib/first_start.sh ;;
  *) source /usr/local/lib/later_starts.sh ;;
esac
