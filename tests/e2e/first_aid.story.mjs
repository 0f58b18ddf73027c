// From an alert to its end without anybody: a policy that two people signed brings its own script to a machine, an alert sets it off there,
// and what it did is known by the alert, not by the script. Before that it is refused without its script; after it, by the machine.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { begin_chain, grant_line, start_gate, until_listens } from './chain.mjs';
import { check, program, story, until } from './installation.mjs';
import { Machine } from './machine.mjs';

const policy_text = (client, gate) => `class script
client ${client}
device ${gate}
condition S01
window UTC mon-sun 00:00 1440
runs-a-day 4
timeout 60
item free the system volume
  script free.sh
item look at the system volume
  script look.sh
`;

await story('A full volume sets off what two people signed for it: freed, the alert ends, and the run says so; what a machine refuses is seen and logged.', 'first-aid', async (steward) => {
  const machine = Machine.make(steward, 'files-1');
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward);
  const { alice, bob, desk, courier, file } = chain;
  const { device, gate } = await join_in(steward, machine, grant_line(steward, chain, client.client_id, site.site_id));
  const gate_now = () => steward.api('GET', `/api/v1/devices/${device.device_id}/gate`);
  await until('its gate asks', async () => (await gate_now()).state === 'waiting');
  courier();
  bob.sign('fetch', '--from', desk);
  bob.sign('beacon', desk, '--key', 'daily', '--once');
  courier();
  await until('its gate is ready', async () => (await gate_now()).state === 'ready', 30);

  // Drafted beside its script, signed by both; then somebody sends it from a folder without the script.
  fs.writeFileSync(file('free.sh'), `rm ${path.join(machine.root, 'ballast')}\necho freed\n`);
  fs.writeFileSync(file('look.sh'), `ls ${machine.root}\n`);
  fs.writeFileSync(file('policy.txt'), policy_text(client.client_id, (await gate_now()).gate_id));
  const drafted = alice.sign('policy', file('policy.txt'), '--out', file('policy'));
  alice.sign('sign', file('policy'));
  bob.sign('sign', file('policy'));
  fs.mkdirSync(file('elsewhere'));
  fs.copyFileSync(file('policy'), file('elsewhere/policy'));
  check(alice.sign('send', desk, file('elsewhere/policy')).includes('it runs only where the server has it already'), 'whoever sends it without its script is told so');
  const carried = spawnSync(program.cli, ['courier', 'sync', desk, '--state', steward.state], { encoding: 'utf8' });
  const said = carried.stdout + carried.stderr;
  check(said.includes('The script of “free the system volume”') && said.includes('is not here, so that no machine could run it'), `the courier shows what the server says: ${said.trim().split('\n').at(-1)}`);
  const policies = async () => (await steward.api('GET', '/api/v1/policies')).policies;
  check((await policies()).length === 0, 'the server does not call a policy in force that could reach no machine');
  for (const one of fs.readdirSync(path.join(desk, 'outgoing'))) if (one.endsWith('.refused')) fs.rmSync(path.join(desk, 'outgoing', one));
  alice.sign('send', desk, file('policy'));
  courier();
  const policy = await until('sent with its script, its machine holds it at once', async () => (await policies()).find((one) => one.state === 'in_force' && one.held_on === 1), 30);
  check((await gate_now()).policies === 1 || await until('and says so', async () => (await gate_now()).policies === 1, 60), 'so says its gate');

  // How it was before is kept first.
  const keeping = await steward.api('POST', `/api/v1/policies/${policy.policy_id}/state_before`, { item: 'look at the system volume' });
  check(keeping.state_before_item === 'look at the system volume' && keeping.at_once === 1, 'a look goes before it');

  // The alert.
  await steward.api('POST', `/api/v1/clients/${client.client_id}/exemptions`, {
    device_id: device.device_id, check: 'S01', item: '/', hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
    reason: 'end-to-end test with short times', expires_at_unix_ms: Date.now() + 3600_000,
  });
  const volume = () => steward.api('GET', `/api/v1/devices/${device.device_id}/checks?page_size=1000`).then((answer) => answer.checks.find((one) => one.check === 'S01' && one.item === '/'));
  await until('its volume is watched and well', async () => (await volume())?.state === 'ok', 90);
  machine.fill('/', 93);
  const runs = async () => (await steward.api('GET', `/api/v1/policies/${policy.policy_id}/runs`)).runs;
  const run = await until('the alert sets off the item, and its script ends well', async () => (await runs()).find((one) => one.state === 'done' && one.item === 'free the system volume'), 90);
  check(run.cause.startsWith('S01: ') && run.device_id === device.device_id, `the run says what set it off: ${run.cause}`);
  check(!fs.existsSync(path.join(machine.root, 'ballast')), 'the volume is free');
  const kept = await steward.api('GET', `/api/v1/policies/${policy.policy_id}/runs/${run.state_before_run_id}/output`);
  check(kept.complete && kept.text.includes('ballast'), `what the machine signed before it is kept: ${kept.text.trim().split('\n').join(', ')}`);
  const alert = (await steward.api('GET', `/api/v1/alerts?filter=${encodeURIComponent('check:S01')}`)).alerts[0];
  await until('the alert is over', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).state === 'cleared', 60);
  await until('the run says that what had set it off is gone', async () => (await runs())[0].words === 'Done. What had set it off is gone.', 60);
  const { tickets } = await steward.api('GET', '/api/v1/tickets?page_size=10');
  check(tickets.length === 1 && tickets[0].alert_id === alert.alert_id, `somebody reads what happened in a ticket: ${tickets[0]?.reference}`);

  // The machine's administrator allows no scripts any more; the next version reaches it, and is refused.
  check(gate.say('limits', '--allow', 'reboot').status === 0, 'the administrator of the machine allows restarts only');
  const id = drafted.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
  alice.sign('policy', file('policy.txt'), '--out', file('policy-2'), '--id', id, '--number', '2');
  alice.sign('sign', file('policy-2'));
  bob.sign('sign', file('policy-2'));
  alice.sign('send', desk, file('policy-2'));
  courier();
  const refused = await until('the machine refuses it, and the console says so', async () => (await policies()).find((one) => one.state === 'refused'), 60);
  check(refused.version === 2 && refused.without[0].device_id === device.device_id && refused.without[0].words.includes('(20.1)'), `and why: ${refused.without[0].words}`);
  const { entries } = await steward.api('GET', '/api/v1/log/entries?page_size=50');
  const entry = entries.find((one) => one.action === 'jobs.refused');
  check(entry?.words.includes('free the system volume') && entry.client_id === client.client_id, `it stands in the log: ${entry?.words}`);
});

/** The agent sees the machine's own volumes; its gate stands beside it. */
async function join_in(steward, machine, line) {
  const gate = start_gate(steward, `machine-${machine.name}/gate`);
  await until_listens(gate.socket);
  const [command, ...words] = machine.words;
  const enrolled = spawnSync(command, [...words, 'enrol', line, '--state', machine.state, '--gate-socket', '/gate.sock'], { encoding: 'utf8' });
  if (enrolled.status !== 0) throw new Error(`enrol: ${enrolled.stderr}${enrolled.stdout}`);
  steward.agents.set(machine.name, { state: machine.state, words: machine.words, options: ['--gate-socket', '/gate.sock', '--interval', '10'], root: machine.root });
  steward.start_agent(machine.name);
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  return { device, gate };
}
