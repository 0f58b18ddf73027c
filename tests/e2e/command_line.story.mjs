import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { machine_with_full_volumes } from '../browser/volumes.mjs';
import { check, program, story } from './installation.mjs';
import { owner_link, Person } from './person.mjs';

// The codes that `steward help` and cli/README.md promise to scripts.
const exits = { done: 0, failed: 1, usage: 2, not_found: 3, not_allowed: 4, refused: 5, unreachable: 6 };

let state;
function run(words, { environment = {}, without_state = false } = {}) {
  const { status, stdout, stderr } = spawnSync(program.cli, without_state ? words : [...words, '--state', state], { encoding: 'utf8', env: { ...process.env, ...environment } });
  return { status, stdout, stderr, said: `steward ${words.join(' ')}: exit ${status}\n${stdout}${stderr}` };
}

/** What a person reads. */
function shown(...words) {
  const { status, stdout, stderr, said } = run(words);
  if (status !== exits.done || stderr) throw new Error(said);
  return stdout;
}

/** One JSON value and nothing beside it, on both outputs. */
function json(...words) {
  const { status, stdout, stderr, said } = run([...words, '--json']);
  if (status !== exits.done || stderr) throw new Error(said);
  return JSON.parse(stdout);
}

/** It ends with this code, tells programs nothing and people one sentence, with --json as without. */
function ends(code, sentence, words, more) {
  for (const asked of [words, [...words, '--json']]) {
    const { status, stdout, stderr, said } = run(asked, more);
    if (status !== exits[code]) throw new Error(`not ${code}: ${said}`);
    if (asked !== words && stdout) throw new Error(`something on standard output: ${said}`);
    if (!sentence.test(stderr)) throw new Error(`not ${sentence}: ${said}`);
  }
  console.log(`ok: ${code} (${exits[code]}): steward ${words.join(' ')}`);
}

const nothing = '01a10000-0000-7000-8000-00000000dead';

await story('The command line: what every command prints for people and for programs, and how it ends when it cannot.', 'command-line', async (steward) => {
  await steward.start_server();
  ({ state } = steward);
  const file = (name) => path.join(steward.folder, name);

  const versions = json('version');
  check(/^\d+\.\d+/.test(versions.version) && versions.server_version.startsWith(versions.version), `version: ${shown('version').trim()}`);
  check(shown('--version') === shown('version'), 'and by its usual option');

  await clients_and_people(steward);
  await tickets(steward);
  await in_and_out(steward, file);
  await alerts(steward);

  // Every code that is not 0, from a server that answers.
  ends('usage', /there is no command 'nonsense'/, ['nonsense'], { without_state: true });
  ends('usage', /usage: steward alert list/, ['alert', 'acknowledge']);
  ends('usage', /usage: steward user list/, ['user', 'create', 'Anna']);
  ends('usage', /usage: steward doctor/, ['doctor', 'foo']);
  ends('usage', /at least one device/, ['enrol', '--client', 'Harbour Precision', '--uses', '0']);
  ends('refused', /\/urgency: /, ['ticket', 'create', '--client', 'Harbour Precision', '--title', 'How urgent', '--urgency', '2']);
  check(run(['--json', '--state', state, 'client', 'list'], { without_state: true }).stdout === run(['client', 'list', '--json']).stdout, 'options of all commands before the command');
  ends('usage', /--client/, ['ticket', 'create', '--title', 'A ticket of nobody']);
  ends('usage', /usage: steward export FILE/, ['export']);
  ends('usage', /--zoen is no option of `steward client`; the nearest is --zone/, ['client', 'create', 'Nobody Ltd', '--zoen', 'Europe/London']);
  check(/steward client list/.test(shown('client', '--help')), 'what a command can do, when it is asked');
  ends('not_found', /There is no ticket 'T-0'/, ['ticket', 'show', 'T-0']);
  ends('not_found', /There is no ticket 'T-0'/, ['ticket', 'reply', 'T-0', 'Are you there?']);
  ends('not_found', /There is no client 'Nobody Ltd'/, ['ticket', 'create', '--client', 'Nobody Ltd', '--title', 'A ticket of nobody']);
  ends('not_found', /There is no account 'nobody@alderway.test'/, ['user', 'link', 'nobody@alderway.test']);
  ends('not_found', /There is no file/, ['import', file('not there.csv')]);
  ends('not_found', /./, ['import', 'show', nothing]);
  ends('not_found', /./, ['alert', 'acknowledge', nothing]);
  ends('refused', /./, ['user', 'create', 'Anna Clerk', 'anna@alderway.test', '--roles', 'TEC', '--clients', 'all']);
  ends('failed', /cannot be written/, ['export', file('no folder/there.jsonl')]);
  await with_a_token(steward);

  await steward.stop_server();
  for (const words of [['alert', 'list'], ['alert', 'acknowledge', nothing], ['ticket', 'list'], ['ticket', 'show', 'T-1'], ['user', 'list'], ['user', 'link', 'anna@alderway.test'],
    ['client', 'list'], ['device', 'list'], ['enrol', '--client', 'Harbour Precision'], ['import', 'list'], ['import', 'undo', nothing], ['export', file('out.jsonl')]])
    ends('unreachable', /No server answers at .*steward\.sock\. Is it running/, words);
  ends('unreachable', /No server answers at http/, ['client', 'list', '--server', `http://127.0.0.1:${steward.port}`], { environment: { STEWARD_TOKEN: 'steward_none' } });
  const alone = json('version');
  check(alone.version === versions.version && alone.server_version === '', 'version: of this program alone while no server answers');
});

async function clients_and_people() {
  const made = json('client', 'create', 'Harbour Precision');
  check(made.name === 'Harbour Precision' && json('client', 'list').length === 1, 'client create and list');
  const anna = json('user', 'create', 'Anna Clerk', 'anna@alderway.test', '--roles', 'TEC,DSP', '--clients', 'Harbour Precision');
  check(anna.sign_in_link.includes('/link#'), 'user create: gives the link');
  check(/Sign-in link for ben@alderway\.test, valid for 30 minutes and once:\n\n {2}http\S+\/link#\S+\n$/.test(shown('user', 'create', 'Ben Porter', 'ben@alderway.test', '--roles', 'AUD', '--clients', 'all')), 'and says to people how long it is good');
  const people = json('user', 'list'), one = people.find((person) => person.email === 'anna@alderway.test');
  check(people.length === 3 && [...one.roles].sort().join() === 'DSP,TEC' && one.client_ids.join() === made.client_id && !one.all_clients, 'user list: with roles and clients');
  check(/Owner/.test(shown('user', 'list')) && !/\bTEC\b/.test(shown('user', 'list')), 'with the names of roles, not their codes');
  check(/sees no client yet/.test(shown('user', 'create', 'Cleo Guest', 'cleo@alderway.test', '--roles', 'AUD')), 'user create: somebody without a client is told of');
  check(/^Name +E-mail +Status +Roles +Last sign-in\n/.test(shown('user', 'list')) && shown('user').includes('never'), 'as a table for people');
  check(json('user', 'link', 'ANNA@alderway.test').sign_in_link !== anna.sign_in_link, 'user link: another one');
}

async function tickets(steward) {
  const made = json('ticket', 'create', '--client', 'harbour precision', '--title', 'The printer is silent', '--description', 'Since the morning.', '--urgency', 'low');
  check(made.reference && made.title === 'The printer is silent', `ticket create: ${made.reference}`);
  const line = shown('ticket', 'create', '--client', 'Harbour Precision', '--title', 'The scanner is loud');
  check(/^\S+ The scanner is loud\n$/.test(line), `for people: ${line.trim()}`);
  check(json('ticket', 'list').length === 2 && json('ticket', 'list', made.reference).map((one) => one.reference).join() === made.reference, 'ticket list, all and filtered');
  check(shown('ticket', 'list', 'priority:P1') === 'none\n' && JSON.stringify(json('ticket', 'list', 'priority:P1')) === '[]', 'and none: "none", and []');
  check(json('ticket', 'reply', made.reference, 'Please try it again.').text === 'Please try it again.', 'ticket reply');
  check(shown('ticket', 'reply', made.reference, 'She is impatient.', '--internal') === 'Noted, for us only.\n', 'ticket reply --internal');
  const { ticket, messages } = json('ticket', 'show', made.reference.toLowerCase());
  const written = messages.map((one) => `${one.text}${one.internal ? ' (internal)' : ''}`);
  check(ticket.ticket_id === made.ticket_id && written.includes('Please try it again.') && written.includes('She is impatient. (internal)'), 'ticket show: with what was said');
  const page = shown('ticket', 'show', made.reference);
  check(page.startsWith(`${made.reference}  `) && /-- .* ago \(internal\)\nShe is impatient\./.test(page), 'for people: whose, how long ago, and what is internal');
  check((await steward.api('GET', `/api/v1/tickets/${made.ticket_id}`)).title === made.title, 'the server knows it too');
}

async function in_and_out(steward, file) {
  const records = [
    { record: 'client', external_id: 'c', name: 'Quay Stores' },
    { record: 'person', external_id: 'p', client_id: 'c', name: 'Paula Clerk', email: 'paula@quay.test' },
    ...Array.from({ length: 3 }, (_, i) => ({ record: 'ticket', external_id: `t${i}`, reference: `OLD-${i}`, client_id: 'c', requester_id: 'p', title: `Ticket ${i}`, created_at: '2024-03-01T09:00:00Z', closed_at: '2024-03-02T09:00:00Z', priority: 'P3' })),
  ];
  const lines = (some) => some.map((one) => JSON.stringify(one)).join('\n');
  fs.writeFileSync(file('history.jsonl'), lines(records));
  const dry = json('import', file('history.jsonl'), '--dry-run');
  check(dry.state === 'checked' && Number(dry.created) === 5 && !json('client', 'list').some((one) => one.name === 'Quay Stores'), 'import --dry-run: says what would be, and changes nothing');
  check(json('import', 'check', dry.import_id).state === 'checked', 'import check');
  check(shown('import', 'show', dry.import_id).includes('5 created, 0 updated, 0 unchanged, 0 rejected, checked'), 'import show');
  check(json('import', 'apply', dry.import_id).state === 'done' && json('client', 'list').some((one) => one.name === 'Quay Stores'), 'import apply: brings it in');
  const again = shown('import', file('history.jsonl'));
  check(/history\.jsonl: 0 created, 0 updated, 5 unchanged, 0 rejected\n$/.test(again), `the same file again: ${again.trim().split('\n').at(-1)}`);
  check(json('import', 'list').length === 2, 'import list');

  fs.writeFileSync(file('broken.jsonl'), lines([{ record: 'client', external_id: 'd', name: 'Weir Mills' }, { record: 'ticket', external_id: 'x', client_id: 'nobody', title: 'Whose is this', created_at: '2024-03-01T09:00:00Z', priority: 'P3' }]));
  const broken = run(['import', file('broken.jsonl'), '--json', '--rejected', file('rejected')]);
  check(broken.status === exits.refused && JSON.parse(broken.stdout).state === 'done' && /1 rows were rejected/.test(broken.stderr), 'refused (5): a row that cannot come in, with the outcome for programs and the reason for people');
  check(fs.readFileSync(file('rejected'), 'utf8').includes('Whose is this'), 'import --rejected: the rows in a file');
  const { import_id } = JSON.parse(broken.stdout);
  check(json('import', 'rejected', import_id, file('rejected again')).file === file('rejected again'), 'import rejected');
  check(fs.readFileSync(file('rejected again'), 'utf8') === fs.readFileSync(file('rejected'), 'utf8'), 'the same rows');
  check(Number(json('import', 'undo', import_id).removed) === 1 && !json('client', 'list').some((one) => one.name === 'Weir Mills'), 'import undo');
  ends('refused', /cannot be deleted now/, ['import', 'delete', import_id]);
  const left = json('import', file('history.jsonl'), '--dry-run');
  json('import', 'delete', left.import_id);
  check(!json('import', 'list').some((one) => one.import_id === left.import_id), 'import delete: what was never brought in');

  const out = json('export', file('all.jsonl'));
  const exported = fs.readFileSync(file('all.jsonl'));
  check(out.state === 'done' && Number(out.rows) > 5 && exported.length > 100, `export: ${out.rows} records in ${exported.length} bytes`);
  check(shown('export', file('clients.jsonl'), '--records', 'client') === `${file('clients.jsonl')}: 2 records\n`, 'export --records: of one kind');
}

async function alerts(steward) {
  check(shown('alert', 'list') === 'none\n' && JSON.stringify(json('alert')) === '[]', 'alert list: none yet');
  const { alerts: [raised] } = await machine_with_full_volumes(steward, 'Harbour Precision', ['orders']);
  const listed = json('alert', 'list', 'check:S01');
  check(listed.map((one) => one.alert_id).join() === raised.alert_id, 'alert list: the full volume');
  check(json('alert', 'list', 'check:S05').length === 0, 'and not when another check is asked for');
  check(shown('alert', 'list').includes(raised.alert_id), 'as a table for people');
  const taken = json('alert', 'acknowledge', raised.alert_id, '--note', 'I am on it');
  check(taken.alert_id === raised.alert_id && taken.state === 'acknowledged', `alert acknowledge: ${taken.title}`);
  check((await steward.api('GET', `/api/v1/alerts/${raised.alert_id}`)).state === 'acknowledged', 'the server knows it too');
  await devices(steward);
}

async function devices(steward) {
  const [one] = json('device', 'list');
  check(json('device', 'list', `name:"${one.name}"`).length === 1 && json('device', 'list', 'name:"nobody at all"').length === 0, 'device list, all and filtered');
  const { device, checks } = json('device', 'show', one.name);
  check(device.device_id === one.device_id && checks.some((each) => each.check === 'S01' && each.state === 'critical'), 'device show: with what is wrong');
  check(/^Check +Name +Item +State +Value +Unit +Observed$/m.test(shown('device', 'show', one.name)), 'as a table for people');
  ends('not_found', /There is no device 'Nobody'/, ['device', 'show', 'Nobody']);
  ends('usage', /--reason/, ['device', 'retire', one.name]);
  check(json('device', 'retire', one.name, '--reason', 'Given back').device_id === one.device_id, 'device retire');
  check((await steward.api('GET', `/api/v1/devices/${one.device_id}`)).status === 'retired', 'the server knows it too');
}

// From anywhere, with a token that may only read clients.
async function with_a_token(steward) {
  const olivia = new Person(steward);
  await olivia.redeem(owner_link(steward), 'four quiet otters by the weir');
  check((await olivia.load()).name === 'Olivia Owner', 'url: the link is the owner\'s, also when others were invited');
  check(json('url').sign_in_link === '', 'and there is none once she has signed in');
  const { secret } = await olivia.done('POST', '/api/v1/tokens', { name: 'Reporting', permissions: ['client.read'], valid_days: 1 });
  const from_anywhere = ['--server', `http://127.0.0.1:${steward.port}`], with_token = { without_state: true, environment: { STEWARD_TOKEN: secret } };
  const { status, stdout, said } = run(['client', 'list', '--json', ...from_anywhere], with_token);
  if (status !== exits.done) throw new Error(said);
  const names = (list) => list.map((one) => one.name).sort().join();
  check(names(JSON.parse(stdout)) === names(json('client', 'list')), `--server with STEWARD_TOKEN: what the token may (${names(JSON.parse(stdout))})`);
  ends('not_allowed', /./, ['user', 'list', ...from_anywhere], with_token);
  ends('not_allowed', /./, ['ticket', 'list', ...from_anywhere], with_token);
  ends('not_allowed', /./, ['client', 'list', ...from_anywhere], { without_state: true, environment: { STEWARD_TOKEN: 'steward_none' } });
  ends('not_allowed', /./, ['version', ...from_anywhere], { without_state: true, environment: { STEWARD_TOKEN: 'steward_none' } });
  ends('not_allowed', /--server needs a token: make one/, ['client', 'list', ...from_anywhere], { without_state: true, environment: { STEWARD_TOKEN: '' } });
}
