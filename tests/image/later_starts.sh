# Sourced by probe.sh after the signed restart, and after the one that the machine's administrator asked for.
job_runs() { [ "$(cat /root/canary 2>/dev/null)" = "$1" ]; }

if [ "$starts" = 2 ]; then
  holds "the machine restarted, as people had signed" [ "$(cat /root/first-boot)" != "$(cat /proc/sys/kernel/random/boot_id)" ]
  holds "server, agent and gate came back by themselves" within 90 systemctl is-active --quiet steward-server steward-agent steward-gate
  # Each start of the agent waits a moment of its own choice before it speaks again, and the emulated machine is slow: minutes, not seconds.
  holds "the agent speaks with the server again" within 300 is_connected
  echo "PROBE connected $(cut -d. -f1 /proc/uptime) s after the kernel's start"
  holds "the result says that it is done" within 120 target_is restart "done"
  holds "and names this start of the machine, signed by the machine" result_says restart "$(cat /proc/sys/kernel/random/boot_id)"
  show_job restart
  journalctl -u steward-agent -u steward-gate -n 20 --no-pager
  holds "its gate asks again" within 90 gate_is waiting
  answer_gate
  within 60 gate_is ready
  holds "the machine's administrator stops all work" steward-agent stop
  signed_script stopped 120 'echo stopped > /root/canary'
  holds "then nothing runs, whoever signed it" within 60 target_is stopped refused
  show_job stopped
  sync
  systemctl reboot
  exit 0
fi
holds "the agent came back after its administrator's restart" within 300 is_connected
holds "work is stopped here still" within 60 gate_is stopped_here
answer_gate
signed_script still 120 'echo still > /root/canary'
holds "and what people sign is refused" within 60 target_is still refused
show_job still
holds "nothing was done" [ ! -e /root/canary ]
holds "the administrator lifts it" steward-agent lift
within 60 gate_is ready
signed_script lifted 120 'echo lifted > /root/canary'
holds "then work runs again" within 60 target_is lifted "done"
holds "and was done" job_runs lifted
show_job lifted
steward-agent log 12
end_of_probe
