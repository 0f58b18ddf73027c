// A PostgreSQL of a story's own, on a socket in a temporary folder; it ends with the story.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Starts it and gives its address for --postgres. It refuses to run as root: then it runs as user postgres. */
export function own_postgres() {
  const newest = fs.readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b)).at(-1);
  const programs = `/usr/lib/postgresql/${newest}/bin`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'steward-own-postgres-'));
  const as = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  if (as.length > 0) execFileSync('chown', ['postgres:postgres', folder]);
  const run = (...words) => execFileSync([...as, ...words][0], [...as, ...words].slice(1), { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  run(`${programs}/initdb`, '-D', `${folder}/data`, '-U', 'steward', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
  run(`${programs}/pg_ctl`, 'start', '-w', '-s', '-D', `${folder}/data`, '-l', `${folder}/server.log`, '-o', `-c listen_addresses='' -c fsync=off -c unix_socket_directories=${folder}`);
  process.prependListener('exit', () => {
    try { run(`${programs}/pg_ctl`, 'stop', '-s', '-m', 'immediate', '-D', `${folder}/data`); } catch { /* it ended by itself */ }
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return `postgresql:///postgres?host=${encodeURIComponent(folder)}&user=steward`;
}
