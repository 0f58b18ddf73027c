// All parts together: a backup by the real wrapper, a policy that two people signed, the real gate with the real steward-prove beside a
// real restic on a restore host; what the server says rests on the machine's own signature.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { begin_chain, grant_line, join, start_gate } from './chain.mjs';
import { build, check, program, story, until } from './installation.mjs';
import { Machine } from './machine.mjs';
import { own_postgres } from './postgres.mjs';

const hosts_files = '/etc/steward/restore';  // where the program looks, and nowhere else

await story('A backup is proven by restoring it: two people signed, a restore host restored and compared, the server judged what that machine signed; then the repository breaks.', 'proof', async (steward) => {
  await steward.start_server();
  // The machine that is backed up has a disk of its own; the other restores.
  const machine = Machine.make(steward, 'shop-1'), reports = path.join(machine.root, 'reports');
  fs.mkdirSync(reports);
  const shop = await steward.add_agent('shop-1', 'Harbour Precision', { machine, options: ['--interval', '10', '--backup-reports', '/reports'] });
  const client = (await steward.api('GET', '/api/v1/clients')).clients.find((one) => one.name === 'Harbour Precision');
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward), { alice, bob, desk, courier, file } = chain;
  const gate = start_gate(steward, 'gate', file('agent.env'));
  fs.symlinkSync(`${build}/prove/steward-prove`, path.join(steward.folder, 'gate-tools', 'steward-prove'));
  await join(steward, 'restore-1', grant_line(steward, chain, client.client_id, site.site_id, 'grant', ['--preset', 'managed', '--tags', 'restore-host']), gate);
  const host = await until('the restore host reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected && one.device_id !== shop.device_id));
  const gate_state = async () => (await steward.api('GET', `/api/v1/devices/${host.device_id}/gate`)).state;
  await until('its gate asks', async () => await gate_state() === 'waiting');
  courier();
  for (const one of [alice, bob]) one.sign('fetch', '--from', desk);
  bob.sign('beacon', desk, '--key', 'daily', '--once');
  courier();
  await until('its gate is ready', async () => await gate_state() === 'ready', 60);

  // Its backup, as cron would run it.
  const source = file('files'), repository = file('repository'), env = { ...process.env, RESTIC_PASSWORD: 'correct horse', RESTIC_CACHE_DIR: file('cache') };
  fs.mkdirSync(source);
  for (let i = 0; i < 40; i++) fs.writeFileSync(path.join(source, `ledger-${i}`), `page ${i} `.repeat(500));
  check(spawnSync('restic', ['-r', repository, 'init'], { env }).status === 0, 'there is a repository');
  const item = await steward.api('POST', `/api/v1/clients/${client.client_id}/backup-items`, { name: 'The ledger', kind: 'files', device_id: shop.device_id, criticality: 'C1', rpo_s: 86400, rto_s: 28800 });
  const backup = await steward.api('POST', `/api/v1/backup-items/${item.item_id}/plans`, { device_id: shop.device_id, label: 'files', schedule: 'daily 02:00', zone: 'UTC' });
  const ran = spawnSync(program.agent, ['backup-run', '--label', 'files', '--source', source, '--reports', reports, '--manifests', file('manifests'), '--',
    'restic', '-r', repository, '--json', 'backup', '--host', 'shop-1', source], { encoding: 'utf8', env });
  check(ran.status === 0, 'the wrapper has made a backup');
  await until('the server has heard of it', async () => (await steward.api('GET', `/api/v1/backup-items/${item.item_id}`)).content_at_unix_ms > 0, 60);

  // What root of the restore host knows, and nobody else.
  const name = `story-${process.pid}`, hosts_file = path.join(hosts_files, name);
  fs.mkdirSync(hosts_files, { recursive: true });
  steward.at_end(() => fs.rmSync(hosts_file, { force: true }));
  fs.writeFileSync(hosts_file, `engine restic\nrepository ${repository}\nenvironment RESTIC_PASSWORD=correct horse\nscratch ${file('scratch')}\nlabel files\npath ${source}\nlabel shop\npath ${file('dumps')}\n`, { mode: 0o600 });

  // A policy that one person signed runs nothing, so two do.
  fs.writeFileSync(file('policy.txt'), `class restore-test\nclient ${client.client_id}\ntag restore-host\nmemory 1024\ntrigger manual\nwindow UTC mon-sun 00:00 1440\nruns-a-day 9\n`
    + `item the ledger\n  repository ${name}\n  label files\n`
    + `item the shop\n  repository ${name}\n  label shop\n  most-level 2\n  database postgresql ${file('dumps/shop.sql')}\n  expect orders 500 at 36h\n`);
  alice.sign('policy', file('policy.txt'), '--out', file('policy'));
  check(alice.sign('sign', file('policy')).includes(`restoring from the backup ${name}`), 'what is signed says which backup is restored');
  bob.sign('sign', file('policy'));
  bob.sign('send', desk, file('policy'));
  courier();
  const policy = await until('the server has the policy', async () => (await steward.api('GET', '/api/v1/policies')).policies?.[0]);
  const plan = await steward.api('POST', `/api/v1/backup-plans/${backup.plan_id}/proof-plans`, { device_id: host.device_id, repository: name, policy_id: policy.policy_id });

  const over = async () => {
    const { tests } = await steward.api('GET', '/api/v1/restore-tests');
    return tests.find((one) => ['passed', 'passed_late', 'failed', 'inconclusive'].includes(one.state) && !seen.has(one.test_id));
  };
  const seen = new Set();
  const first = await until('the first test is over', over, 180);
  seen.add(first.test_id);
  const test = await steward.api('GET', `/api/v1/restore-tests/${first.test_id}`);
  check(test.state === 'passed', `it has passed: ${test.state_text}`);
  const same = test.checks.find((one) => one.name === 'files.same');
  check(Number(same.objects) === 40 && test.wiped, `40 files are as their source said, and nothing is left of them (${same.found})`);
  check(test.engine === 'restic' && test.prover.startsWith('steward-prove') && test.run_id !== '', 'it says who restored with what, and by which run');
  const signed = fs.readFileSync(path.join(steward.folder, 'gate.log'), 'utf8');
  check(/restore test/.test(signed), "the restore host's gate has done it");
  const ledger = await steward.api('GET', `/api/v1/policies/${policy.policy_id}/runs`);
  const run = ledger.runs.find((one) => one.run_id === test.run_id) ?? ledger.runs[0];
  check(run.state === 'done', "the run it rests on ended as the machine's signed result says");
  const everything = fs.readFileSync(path.join(steward.folder, 'server.log'), 'utf8') + signed;
  check(!everything.includes('correct horse'), "no log has the repository's password");

  check((await steward.raw('POST', `/api/v1/restore-tests/${test.test_id}/sign`, {})).status === 403, 'no program signs it in the place of a person');

  // A database of the same client: its dump is loaded into a private server, and has what two people signed that it must have.
  const database = own_postgres();
  const sql = (text) => spawnSync('psql', [database, '-q', '-v', 'ON_ERROR_STOP=1', '-c', text], { encoding: 'utf8' });
  check(sql("CREATE TABLE orders AS SELECT i AS number, now() - i * interval '1 hour' AS at FROM generate_series(0, 500) i").status === 0, 'there is a shop with orders');
  const dumps = file('dumps');
  fs.mkdirSync(dumps);
  const back_up_shop = () => {
    const made = spawnSync(program.agent, ['backup-run', '--label', 'shop', '--source', dumps, '--reports', reports, '--manifests', file('manifests'), '--',
      'restic', '-r', repository, '--json', 'backup', '--host', 'shop-1', dumps], { encoding: 'utf8', env });
    return made.status === 0;
  };
  check(spawnSync('pg_dump', ['-f', path.join(dumps, 'shop.sql'), database]).status === 0 && back_up_shop(), 'it was dumped and backed up');
  const shop_item = await steward.api('POST', `/api/v1/clients/${client.client_id}/backup-items`, { name: 'The shop', kind: 'database', device_id: shop.device_id, criticality: 'C1', rpo_s: 86400, rto_s: 28800 });
  const shop_backup = await steward.api('POST', `/api/v1/backup-items/${shop_item.item_id}/plans`, { device_id: shop.device_id, label: 'shop', schedule: 'daily 02:00', zone: 'UTC' });
  await until('the server has heard of that, too', async () => (await steward.api('GET', `/api/v1/backup-items/${shop_item.item_id}`)).content_at_unix_ms > 0, 60);
  const shop_plan = await steward.api('POST', `/api/v1/backup-plans/${shop_backup.plan_id}/proof-plans`, { level: 2, device_id: host.device_id, repository: name, policy_id: policy.policy_id, policy_item: 1 });
  const third = await until('the test of the database is over', over, 180);
  seen.add(third.test_id);
  const loaded = await steward.api('GET', `/api/v1/restore-tests/${third.test_id}`);
  check(loaded.state === 'passed' && loaded.level === 2, `it has passed: ${loaded.state_text}`);
  check(loaded.checks.map((one) => one.name).join() === 'dump.same,dump.loaded,database.consistent,table.rows,table.newest', 'the dump is that of the source, was loaded, is consistent and has its rows');
  check(Number(loaded.usable_at_unix_ms) > Number(loaded.data_at_unix_ms), 'and its time counts until the database could be asked');

  // The application loses its rows, and the backup is as green as before.
  check(sql('DELETE FROM orders').status === 0 && spawnSync('pg_dump', ['-f', path.join(dumps, 'shop.sql'), database]).status === 0 && back_up_shop(), 'the next dump is of an empty table');
  await steward.api('POST', `/api/v1/proof-plans/${shop_plan.proof_plan_id}/start`, {});
  const fourth = await until('the next test is over', over, 180);
  seen.add(fourth.test_id);
  // Which of the two points it took was drawn.
  const points = (await steward.api('GET', `/api/v1/restore-tests/${fourth.test_id}`)).points;
  const took_newest = points.findIndex((one) => one.chosen) === 0;
  check(took_newest ? fourth.state === 'failed' && fourth.state_text.includes('0 rows') : fourth.state === 'passed', `the point that was drawn is judged by what is in it: ${fourth.state_text}`);

  // A flipped bit in the largest part of the repository.
  const parts = fs.readdirSync(path.join(repository, 'data'), { recursive: true }).map((one) => path.join(repository, 'data', one)).filter((one) => fs.statSync(one).isFile());
  const largest = parts.sort((a, b) => fs.statSync(b).size - fs.statSync(a).size)[0];
  const bytes = fs.readFileSync(largest);
  bytes[40] ^= 4;
  fs.chmodSync(largest, 0o600);
  fs.writeFileSync(largest, bytes);
  await steward.api('POST', `/api/v1/proof-plans/${plan.proof_plan_id}/start`, {});
  const second = await until('the second test is over', over, 180);
  check(second.state === 'failed' && second.reason_code === 'restore.pack_damaged', `it has failed for the right reason: ${second.state_text}`);
  const { findings } = await steward.api('GET', '/api/v1/proof-findings');
  check(findings.some((one) => one.test_id === second.test_id && one.state === 'open' && one.ticket_id), 'and is a finding with a ticket');
});
