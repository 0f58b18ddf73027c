import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { check, program, story, until } from './installation.mjs';

await story('Backups tell of themselves: the wrapper around a real restic, a forged report, an agent that is killed; the server has each of them.', 'backups', async (steward) => {
  await steward.start_server();
  const reports = path.join(steward.folder, 'reports');
  const source = path.join(steward.folder, 'files');
  for (const folder of [reports, source, path.join(steward.folder, 'empty')]) fs.mkdirSync(folder);
  fs.writeFileSync(path.join(source, 'ledger.txt'), 'a ledger');
  fs.writeFileSync(path.join(source, 'two\nlines\u0001'), 'a name of two lines');
  await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '10', '--backup-reports', reports] });

  const env = { ...process.env, RESTIC_PASSWORD: 'correct horse', RESTIC_CACHE_DIR: path.join(steward.folder, 'cache') };
  const repository = path.join(steward.folder, 'repository');
  const run = (label, from, words, more = {}) => spawnSync(program.agent, ['backup-run', '--label', label, '--source', from, '--reports', reports,
    '--manifests', path.join(steward.folder, 'manifests'), '--', ...words], { encoding: 'utf8', env: { ...env, ...more } });
  check(spawnSync('restic', ['-r', repository, 'init'], { env }).status === 0, 'there is a repository');
  const waiting = () => fs.readdirSync(reports).length;

  const healthy = run('files', source, ['restic', '-r', repository, 'backup', source]);
  check(healthy.status === 0 && /snapshot [0-9a-f]{8} saved/.test(healthy.stdout), 'a healthy run passes through as it is');
  const wrong = run('files', source, ['restic', '-r', repository, 'backup', source], { RESTIC_PASSWORD: 'wrong horse' });
  check(wrong.status === 1 && wrong.stderr.includes('wrong password'), 'a wrong password fails as it does without us');
  check(run('empty', path.join(steward.folder, 'empty'), ['true']).status === 0, 'an empty source does not change the exit code');
  await until('the agent took all three reports', () => waiting() === 0, 30);
  await until('the server has acknowledged all that the agent knows', () => steward.agent_status('files-1').oldest_unacknowledged_at === null, 30);

  fs.writeFileSync(path.join(reports, 'forged.run'), 'no report at all');
  fs.symlinkSync('/etc/shadow', path.join(reports, 'link.run'));
  await until('what is no report is set aside', () => waiting() === 0, 30);
  check(fs.readdirSync(path.join(steward.folder, 'agent-files-1', 'refused-reports')).length === 1, 'one was kept for people to look at, and the link was not followed');

  await steward.stop_agent('files-1', 'SIGKILL');
  check(run('files', source, ['restic', '-r', repository, 'backup', source]).status === 0, 'a backup runs without the agent');
  check(waiting() === 1, 'its report waits');
  steward.start_agent('files-1');
  await until('and is taken when the agent is back', () => waiting() === 0, 30);
  await until('the server has acknowledged that one, too', () => steward.agent_status('files-1').oldest_unacknowledged_at === null, 30);
});
