import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, story, until } from './installation.mjs';

// Runs itself again in a network of its own: the loopback interface, no other, and no route.
if (!process.env.STEWARD_ALONE) {
  const alone = spawnSync('unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec node "$0"', fileURLToPath(import.meta.url)], {
    stdio: 'inherit', env: { ...process.env, STEWARD_ALONE: '1' },
  });
  process.exit(alone.status ?? 1);
}

/** The lines of a trace that speak to somebody outside this machine. */
function outwards(trace) {
  return trace.split('\n').filter((line) => /sa_family=AF_INET/.test(line) && !/inet_addr\("127\.|"::1"|"::ffff:127\./.test(line));
}

await story('Without any route: server and agent work, and neither tries to reach anybody else.', 'alone', async (steward) => {
  check(!spawnSync('ip', ['-o', 'route'], { encoding: 'utf8' }).stdout.trim(), 'this network has no route');
  const trace = path.join(steward.folder, 'server.trace');
  await steward.start_server({ under: ['strace', '-D', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-o', trace] });
  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '1'] });
  await until('ten reports are stored', async () => (await steward.observed(device.device_id, 'uptime_seconds', 0)).length >= 10);
  const page = await (await fetch(`http://127.0.0.1:${steward.port}/`)).text();
  check(page.includes('<html') || page.length > 0, 'the console answers');
  const foreign = [...page.matchAll(/(?:src|href)="(https?:)?\/\/[^"]*"/g)].map((match) => match[0]);
  check(foreign.length === 0, `its page names no other place (${foreign.join(' ')})`);
  console.log(`   ${steward.cli('doctor').trim().split('\n').join('\n   ')}`);
  await steward.stop_server();
  const lines = fs.readFileSync(trace, 'utf8');
  check(outwards(lines).length === 0, `the server spoke to nobody outside in ${lines.split('\n').length - 1} calls ${outwards(lines).slice(0, 3).join('; ')}`);
});
