// The courier and the signer against a server in wrong hands, and a signer in a folder that somebody else filled.
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, check, program } from './installation.mjs';
import { LyingServer } from './lying_server.mjs';

const signer = `${build}/signer/steward-sign`, passphrase = 'four random words here';
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'steward-lied-to-'));
const at = (...parts) => path.join(root, ...parts);
let failed = false;

// Everything that lies outside the folder of the two: none of it may change.
const everything = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const whole = path.join(folder, entry.name);
  if (entry.isDirectory()) return everything(whole);
  return [entry.isFile() ? `${whole} ${crypto.createHash('sha256').update(fs.readFileSync(whole)).digest('hex')}` : `${whole} special`];
});

const run = (command, words, input) => new Promise((resolve) => {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  child.stderr.on('data', (part) => (text += part));
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  child.on('exit', (code) => resolve({ code, text }));
});

class Person {
  constructor(name) {
    this.name = name;
    fs.mkdirSync((this.folder = at('outside', `person-${name}`)), { recursive: true, mode: 0o700 });
  }
  try(...words) {
    const result = spawnSync(signer, [...words, '--folder', this.folder, '--passphrase-fd', '0'], { encoding: 'utf8', input: `${passphrase}\n${passphrase}\n`, timeout: 20_000 });
    return { code: result.status, text: result.stdout + result.stderr };
  }
  sign(...words) {
    const { code, text } = this.try(...words);
    if (code !== 0) throw new Error(`steward-sign ${words.join(' ')}: exit ${code}: ${text}`);
    return text;
  }
}

const server = await LyingServer.start(at('state'));
const harbour = '01980000-0000-7000-8000-000000000001';
const alice = new Person('alice'), bob = new Person('bob'), safe = new Person('safe'), thief = new Person('thief');
fs.mkdirSync(at('desk'));
for (const [person, roles] of [[alice, 'roster,job,stop,enrol,fresh'], [bob, 'roster,job,stop'], [safe, 'recovery'], [thief, 'roster,job']]) {
  person.sign('key', 'new', 'daily', '--person', person.name);
  person.sign('key', 'card', 'daily', '--roles', roles, '--out', at('outside', `${person.name}.card`));
}
const card = (person) => at('outside', `${person.name}.card`);
function begin(name, keys, out) {
  keys[0].sign('genesis', '--name', name, '--keys', keys.map(card).join(','), '--recovery', card(safe), '--out', at('outside', out));
  for (const one of [...keys, safe]) one.sign('sign', at('outside', out));
  return keys[0].sign('take', at('outside', out)).match(/[0-9a-f]{64}/)[0];
}
const authority = begin('Harbour Services', [alice, bob], 'genesis');
bob.sign('take', at('outside', 'genesis'));
const other_authority = begin('Harbour Services', [thief], 'other-genesis');
alice.sign('add', card(thief), '--reason', 'starts on Monday', '--out', at('outside', 'add'));
for (const one of [alice, bob]) one.sign('sign', at('outside', 'add'));
alice.sign('take', at('outside', 'add'));
const [genesis, added, other_genesis] = ['genesis', 'add', 'other-genesis'].map((name) => fs.readFileSync(at('outside', name)));

fs.writeFileSync(at('outside', 'clear.sh'), '#!/bin/sh\nfind /var/tmp -mtime +30 -delete\n');
fs.writeFileSync(at('outside', 'wipe.sh'), '#!/bin/sh\nrm -rf /\n');
/** A job's draft as the server's form makes it: `id` is the one in its bytes. */
function drafted(script) {
  const place = at('outside', `drafted-${crypto.randomUUID()}`);
  fs.mkdirSync(place);
  alice.sign('job', 'script', at('outside', script), '--client', harbour, '--machines', 'ab'.repeat(16), '--reason', 'the disk is full', '--out', path.join(place, 'job.msd'));
  const draft = fs.readFileSync(path.join(place, 'job.msd'));
  const where = draft.indexOf(Buffer.from([0x03, 0x50])) + 2;  // field 3, 16 bytes: the job's id
  const hex = draft.subarray(where, where + 16).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { id, draft, files: [fs.readFileSync(at('outside', script))] };
}

/** The draft as somebody signed it in a folder of their own. */
function signed_elsewhere(person, { draft, files }) {
  const place = at('outside', `drafted-${crypto.randomUUID()}`);
  fs.mkdirSync(path.join(place, 'files'), { recursive: true });
  for (const content of files) fs.writeFileSync(path.join(place, 'files', crypto.createHash('sha256').update(content).digest('hex')), content);
  fs.writeFileSync(path.join(place, 'job.msd'), draft);
  person.sign('sign', path.join(place, 'job.msd'));
  return fs.readFileSync(path.join(place, 'job.msj'));
}

let desks = 0;
/** One lie: `tell` arranges it, `see` says what must be true afterwards. */
async function lie(sentence, tell, see, words = []) {
  const desk = at('desk', String(++desks));
  fs.mkdirSync(desk);
  server.tell_the_truth();
  server.posted = [];
  const before = everything(at('outside'));
  try {
    await tell(desk);
    const said = await run(program.cli, ['courier', 'sync', desk, '--state', at('state'), ...words]);
    await see(said, desk);
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(said.text)) throw new Error(`it moves the terminal: ${JSON.stringify(said.text)}`);
    const after = everything(at('outside')), grown = after.filter((one) => !before.includes(one) && !one.includes('/drafted-') && !one.includes('/person-'));
    if (grown.length > 0) throw new Error(`written outside: ${grown}`);
    console.log(`ok: ${sentence}`);
  } catch (error) {
    console.log(`FAILED: ${sentence}: ${error.stack}`);
    failed = true;
  }
}
const says = (said, words, code = 5) => {
  if (said.code !== code || !said.text.includes(words)) throw new Error(`expected exit ${code} and "${words}", got ${said.code}: ${said.text}`);
};
const sync = (desk) => run(program.cli, ['courier', 'sync', desk, '--state', at('state')]);
const chain_file = (desk, number, id = authority) => path.join(desk, id, 'chain', `${String(number).padStart(6, '0')}.msj`);
/** The same person with a copy of the folder. */
function copy_of(person, name) {
  const copy = Object.assign(Object.create(Person.prototype), { name: person.name, folder: at('outside', `person-${name}`) });
  fs.cpSync(person.folder, copy.folder, { recursive: true });
  return copy;
}
const is_true = (condition, sentence) => { if (!condition) throw new Error(sentence); };

// Names.
await lie('a job whose name leads out of the folder is not asked for', () => {
  for (const id of ['../../outside/x', '..', '/etc/cron.d/x', `${harbour}/../../../outside/x`, 'a\0b', '']) server.give_draft(id, drafted('clear.sh'));
}, (said, desk) => { says(said, 'Took 0 messages, 0 drafts', 0); is_true(!fs.existsSync(path.join(desk, 'drafts')), 'a draft was made'); });
await lie('a machine whose name leads out of the folder asks nothing', () => {
  server.questions = ['../../outside/x', '/tmp/x', `../${harbour}`].map((device_id) => ({ device_id, nonce: Buffer.alloc(16, 1).toString('base64'), device_name: 'x' }));
}, (said, desk) => { says(said, '0 questions', 0); is_true(!fs.existsSync(path.join(desk, 'questions')), 'a question was written'); });
await lie('an authority whose number is a path is none', () => {
  server.authority = { exists: true, authority_id: '../../outside/person-alice' };
  server.messages = [{ frame: genesis.toString('base64') }];
}, (said) => says(said, 'Took 0 messages', 0));
await lie('what turns text round or moves the terminal stands written out in its sentence', (desk) => {
  fs.mkdirSync(path.join(desk, 'outgoing'), { recursive: true });
  fs.writeFileSync(path.join(desk, 'outgoing', `${'a'.repeat(64)}.msj`), added);
  server.refusal = { type: 'x/authority.no', detail: `no\x1b[2J\u202e${'x'.repeat(100_000)}` };
}, (said, desk) => {
  says(said, '\\u{1b}[2J\\u{202e}');
  is_true(fs.statSync(path.join(desk, 'outgoing', `${'a'.repeat(64)}.msj.refused`)).size < 1000, 'its sentence fills the disk');
});

// Links that somebody planted in the folder: a courier that runs as root must not write through them.
for (const place of [authority, `${authority}/chain`, `${authority}/beside`, 'drafts', 'questions'])
  await lie(`nothing is written through a link in the place of ${place.replace(authority, 'the chain')}`, (desk) => {
    fs.mkdirSync(path.dirname(path.join(desk, place)), { recursive: true });
    fs.symlinkSync(at('outside'), path.join(desk, place));
    alice.sign('suspend', 'thief', '--out', at('outside', 'drafted-suspend'));
    alice.sign('sign', at('outside', 'drafted-suspend'));
    server.give_chain(authority, [genesis, fs.readFileSync(at('outside', 'drafted-suspend'))]);
    fs.rmSync(at('outside', 'drafted-suspend'));
    const draft = drafted('clear.sh');
    server.give_draft(draft.id, draft);
    server.questions = [{ device_id: harbour, nonce: Buffer.alloc(16, 1).toString('base64'), device_name: 'web-1' }];
  }, (said) => says(said, 'leads out of the folder', 4));
await lie('of what lies beside a message the server gets the files that are named by their SHA-256, and nobody\'s secrets', (desk) => {
  const beside = path.join(desk, 'outgoing', `${'a'.repeat(64)}.files`), script = 'uptime\n';
  fs.mkdirSync(beside, { recursive: true });
  fs.writeFileSync(path.join(desk, 'outgoing', `${'a'.repeat(64)}.msj`), added);
  fs.writeFileSync(path.join(beside, crypto.createHash('sha256').update(script).digest('hex')), script);
  fs.writeFileSync(path.join(beside, 'notes.txt'), 'private');
  fs.symlinkSync(path.join(alice.folder, 'keys', 'daily.key'), path.join(beside, 'c'.repeat(64)));
  server.posted_files = [];
}, (said) => { says(said, 'handed over 1', 0); is_true(server.posted_files.join() === 'uptime\n', `it got ${server.posted_files.length} files`); });
await lie('a link in outgoing sends nobody\'s secrets to the server', (desk) => {
  fs.mkdirSync(path.join(desk, 'outgoing'), { recursive: true });
  fs.symlinkSync(path.join(alice.folder, 'keys', 'daily.key'), path.join(desk, 'outgoing', 'a.msj'));
  spawnSync('mkfifo', [path.join(desk, 'outgoing', 'b.msj')]);
  fs.writeFileSync(path.join(desk, 'outgoing', 'c.msj'), 'none of ours');
}, (said) => { says(said, 'is no signed message'); is_true(server.posted.length === 0, 'it was sent'); });

// Size.
await lie('an answer without an end is cut off', () => {
  server.authority = { exists: true, authority_id: authority };
  server.raw['/api/v1/authority/messages'] = (answer) => {
    const part = Buffer.alloc(1 << 20, ' ');
    const more = () => { while (answer.writable && answer.write(part)); };
    answer.on('drain', more).on('error', () => {});
    answer.writeHead(200, { 'content-type': 'application/json' });
    more();
  };
}, (said) => says(said, 'larger than any could be'));
await lie('a list without an end is cut off', () => {
  server.authority = { exists: true, authority_id: authority };
  let page = 0;
  server.raw['/api/v1/authority/messages'] = (answer) => answer.end(JSON.stringify({ messages: [], next_page_token: String(++page) }));
}, (said) => says(said, 'does not end'));
await lie('an answer of another shape ends nothing but this carriage', () => {
  server.authority = { exists: true, authority_id: authority };
  server.raw['/api/v1/authority/messages'] = (answer) => answer.end('[[[1]]]');
}, (said) => says(said, 'no list', 1));
await lie('a draft larger than a job can be is not taken', () => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, { ...draft, files: [Buffer.alloc(25 << 20)] });
}, (said, desk) => { says(said, 'larger than a job can be'); is_true(!fs.existsSync(path.join(desk, 'drafts')), 'it was written'); });
await lie('more drafts than people could sign are not taken', () => {
  for (let i = 0; i < 1001; ++i) server.give_draft(crypto.randomUUID(), { draft: Buffer.from('x') });
}, (said) => says(said, 'more drafts than people could sign'));
await lie('what is no message of ours is not taken', () => {
  server.give_chain(authority, [genesis, Buffer.from('junk'), Buffer.alloc(600_000, 1)]);
}, (said, desk) => { says(said, '2 messages that are none of ours'); is_true(!fs.existsSync(path.join(desk, authority, 'beside')), 'it was written'); });

// The chain.
await lie('a changed message is not written over the one that is there', async (desk) => {
  server.give_chain(authority, [genesis, added]);
  is_true((await sync(desk)).code === 0, 'the true chain is taken');
  server.messages[1].frame = Buffer.from(added).fill(7, added.length - 10).toString('base64');
}, (said, desk) => {
  says(said, 'holds another message');
  is_true(fs.readFileSync(chain_file(desk, 1)).equals(added), 'it was written over');
});
await lie('an old chain is said to be short, and what is here stays', async (desk) => {
  server.give_chain(authority, [genesis, added]);
  await sync(desk);
  server.give_chain(authority, [genesis]);
}, (said, desk) => { says(said, 'shorter than it was: it gives 1 message'); is_true(fs.existsSync(chain_file(desk, 1)), 'it is gone'); });
await lie('the same message twice is taken once', () => server.give_chain(authority, [genesis, added, added, genesis]),
  (said, desk) => { says(said, '2 messages twice'); is_true(!fs.existsSync(chain_file(desk, 2)), 'it was taken again'); });
await lie('another authority has no place in the folder of the first', async (desk) => {
  server.give_chain(authority, [genesis, added]);
  await sync(desk);
  server.give_chain(other_authority, [other_genesis]);
}, (said, desk) => { says(said, 'names another authority'); is_true(!fs.existsSync(path.join(desk, other_authority)), 'it was taken'); });
await lie('another beginning under the true number is refused by the signer', () => server.give_chain(authority, [other_genesis]), (said, desk) => {
  const fetched = bob.try('fetch', '--from', desk);
  is_true(fetched.code === 1 && fetched.text.includes('another than yours'), fetched.text);
});
await lie('a chain that nobody signed is refused by the signer', () => {
  const forged = Buffer.from(added);
  forged[forged.length - 1] ^= 1;
  server.give_chain(authority, [genesis, forged]);
}, (said, desk) => {
  const fetched = bob.try('fetch', '--from', desk);
  is_true(fetched.code === 1 && fetched.text.includes('Too few of those who may'), fetched.text);
});
await lie('what the server hides is missed by who has it', () => server.give_chain(authority, [genesis]), (said, desk) => {
  const fetched = alice.try('fetch', '--from', desk);
  is_true(fetched.code === 0 && fetched.text.includes('lacks 1 message that you have'), fetched.text);
  const beacon = alice.try('beacon', desk, '--key', 'daily', '--once');
  is_true(beacon.code === 0 && beacon.text.includes('the server may hide it') && beacon.text.includes('number 1 of the chain'), beacon.text);
  is_true(fs.readFileSync(chain_file(desk, 1)).equals(added), 'the folder has it now');
});
await lie('a removal that the server takes and hides reaches the beacon, and stays in the folder', async (desk) => {
  server.give_chain(authority, [genesis, added]);
  await sync(desk);
  // The box of the beacon knows nothing but what the courier brought.
  const [box, ...people] = [alice, alice, bob].map((person, i) => copy_of(person, `hidden-${i}`));
  is_true(box.sign('beacon', desk, '--key', 'daily', '--once').includes('number 1 of the chain'), 'it beats for the old state');
  for (const one of people) one.try('take', at('outside', 'add'));
  const removal = at('outside', 'person-removal');
  people[0].sign('remove', 'thief', '--reason', 'the key is stolen', '--out', removal);
  for (const one of people) one.sign('sign', removal);
  people[1].sign('send', desk, removal);
  server.box = box;
}, (said, desk) => {
  says(said, 'shorter than it was');
  is_true(server.posted.length > 0, 'the server said that it took it');
  is_true(server.box.sign('beacon', desk, '--key', 'daily', '--once').includes('number 2 of the chain'), 'the beacon knows the removal');
});
await lie('a yes that was a lie is answered by handing all of it over again', async (desk) => {
  alice.sign('send', desk);
  await sync(desk);
  is_true(server.posted.length === 2, 'it took them');
  is_true(alice.sign('send', desk).startsWith('0 messages'), 'they count as sent');
  server.posted = [];
  alice.sign('send', desk, '--all');
}, (said) => { says(said, 'handed over 2', 0); is_true(server.posted.length === 2, 'they are handed over again'); });

// Drafts.
await lie('another job than the one that was asked for is shown in red and not signed', () => {
  const asked = drafted('clear.sh'), given = drafted('wipe.sh');
  server.give_draft(asked.id, given);
}, (said, desk) => {
  says(said, '1 draft ', 0);
  const [id] = fs.readdirSync(path.join(desk, 'drafts')), file = path.join(desk, 'drafts', id, 'job.msd');
  is_true(alice.sign('queue', desk).includes('another job than the one of its folder'), 'the queue says so');
  const signed = alice.try('sign', file);
  is_true(signed.code === 1 && signed.text.includes('another than was asked for'), signed.text);
  is_true(!fs.existsSync(path.join(desk, 'outgoing')) && !fs.existsSync(file.replace('.msd', '.msj')), 'it was signed');
});
await lie('another script than the job names is never signed', () => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, { ...draft, files: [fs.readFileSync(at('outside', 'wipe.sh'))] });
}, (said, desk) => {
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  const signed = alice.try('sign', path.join(desk, 'drafts', id, 'job.msd'));
  is_true(signed.code === 1 && signed.text.includes('nobody can say what it says') && !signed.text.includes('rm -rf'), signed.text);
});
await lie('a draft that is changed after it was brought is not taken again', async (desk) => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, draft);
  await sync(desk);
  server.drafts[draft.id].draft = drafted('wipe.sh').draft.toString('base64');
}, (said, desk) => {
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  const signed = alice.sign('sign', path.join(desk, 'drafts', id, 'job.msd'));
  is_true(signed.includes('find /var/tmp') && !signed.includes('rm -rf'), 'the first one is signed');
});
await lie('a draft that the server hides and gives again keeps the signature of the first person', async (desk) => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, draft);
  await sync(desk);
  alice.sign('sign', path.join(desk, 'drafts', draft.id, 'job.msd'));
  server.jobs = [];
  await sync(desk);
  is_true(fs.existsSync(path.join(desk, 'over', draft.id, 'job.msj')), 'it is put aside');
  server.jobs = [{ job_id: draft.id, allowed_actions: ['sign'] }];
}, (said, desk) => {
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  is_true(alice.sign('queue', desk).includes('signed by alice') && fs.existsSync(path.join(desk, 'drafts', id, 'job.msj')), 'the signature is there');
});
await lie('a frame without what was signed here does not take its place', async (desk) => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, draft);
  await sync(desk);
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  alice.sign('sign', path.join(desk, 'drafts', id, 'job.msd'));
  fs.rmSync(path.join(desk, 'outgoing'), { recursive: true });
  server.drafts[draft.id].frame = signed_elsewhere(bob, draft).toString('base64');
  server.mine = fs.readFileSync(path.join(desk, 'drafts', id, 'job.msj'));
}, (said, desk) => {
  says(said, 'without what was signed of it here');
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  is_true(fs.readFileSync(path.join(desk, 'drafts', id, 'job.msj')).equals(server.mine), 'it was written over');
});
await lie('a frame of another job in the place of a signed draft is not signed', () => {
  const asked = drafted('clear.sh'), given = drafted('wipe.sh');
  server.give_draft(asked.id, { ...asked, frame: signed_elsewhere(bob, given) });
}, (said, desk) => {
  const [id] = fs.readdirSync(path.join(desk, 'drafts'));
  const signed = alice.try('sign', path.join(desk, 'drafts', id, 'job.msd'));
  is_true(signed.code !== 0 && signed.text.includes('another job than the one of its folder'), signed.text);
});
await lie('junk in the place of a draft is said to be unreadable', () => {
  const draft = drafted('clear.sh');
  server.give_draft(draft.id, { draft: Buffer.from('MSD1\x05junk'), frame: Buffer.from('junk') });
}, (said, desk) => is_true(/is no job: do not sign it|cannot be read/.test(alice.sign('queue', desk)), 'the queue says so'));

// A folder that somebody else filled, without any server.
await lie('the queue of a folder in wrong hands moves no terminal and waits for nothing', (desk) => {
  const place = path.join(desk, 'drafts');
  for (const name of ['\x1b[2Jname', 'pipe', 'giant', 'link', 'folder']) fs.mkdirSync(path.join(place, name), { recursive: true });
  fs.writeFileSync(path.join(place, '\x1b[2Jname', 'job.msd'), 'none of ours');
  spawnSync('mkfifo', [path.join(place, 'pipe', 'job.msd')]);
  fs.writeFileSync(path.join(place, 'giant', 'job.msd'), '');
  fs.truncateSync(path.join(place, 'giant', 'job.msd'), 8 * 2 ** 30);
  fs.symlinkSync(path.join(alice.folder, 'keys', 'daily.key'), path.join(place, 'link', 'job.msd'));
  fs.mkdirSync(path.join(place, 'folder', 'job.msd'));
}, (said, desk) => {
  const queue = alice.try('queue', desk);
  is_true(queue.code === 0 && queue.text.split('  cannot be read').length === 6 && !queue.text.includes('\x1b'), queue.text);
});
await lie('a question is no way to read a file of the beacon\'s', (desk) => {
  server.give_chain(authority, [genesis, added]);
  fs.mkdirSync(path.join(desk, 'questions'));
}, (said, desk) => {
  fs.symlinkSync(path.join(alice.folder, 'keys', 'daily.key'), path.join(desk, 'questions', 'a'));
  spawnSync('mkfifo', [path.join(desk, 'questions', 'b')]);
  const beacon = alice.try('beacon', desk, '--key', 'daily', '--once');
  is_true(beacon.code === 0 && beacon.text.includes('answered 0 machines'), beacon.text);
});
for (const part of ['outgoing', 'drafts/one'])
  await lie(`the signer writes nothing through a link in the place of ${part}`, (desk) => {}, (said, desk) => {
    const draft = drafted('clear.sh');
    const place = path.join(desk, 'drafts', 'one');
    fs.mkdirSync(part === 'outgoing' ? place : path.dirname(place), { recursive: true });
    fs.mkdirSync(at('outside', 'drafted-elsewhere'), { recursive: true });
    fs.symlinkSync(at('outside', 'drafted-elsewhere'), path.join(desk, part));
    fs.mkdirSync(path.join(place, 'files'), { recursive: true });
    fs.writeFileSync(path.join(place, 'job.msd'), draft.draft);
    fs.writeFileSync(path.join(place, 'files', crypto.createHash('sha256').update(draft.files[0]).digest('hex')), draft.files[0]);
    const signed = alice.try('sign', path.join(place, 'job.msd'));
    is_true(signed.code === 1 && signed.text.includes('leads out of its folder by a link'), signed.text);
    is_true(!fs.readdirSync(at('outside', 'drafted-elsewhere')).some((name) => name.endsWith('.msj')), 'it was written elsewhere');
    fs.rmSync(at('outside', 'drafted-elsewhere'), { recursive: true });
  });

// A fork: two updates of one parent, each signed by a majority (a stolen key helped).
await lie('a split of the chain ends in one sentence, and the beacon is silent', async (desk) => {
  const copies = [alice, bob].map((person) => {
    const copy = copy_of(person, `${person.name}-copy`);
    fs.rmSync(path.join(copy.folder, authority), { recursive: true });  // what they signed before is not known there
    copy.sign('take', at('outside', 'genesis'));
    return copy;
  });
  const other = at('outside', 'person-alice-copy', 'other');
  copies[0].sign('remove', 'bob', '--out', other);
  for (const one of copies) one.sign('sign', other);
  server.give_chain(authority, [genesis, added, fs.readFileSync(other)]);
}, (said, desk) => {
  says(said, 'Took 3 messages', 0);
  const split = new RegExp('chain is split');
  const fetched = bob.try('fetch', '--from', desk), beacon = alice.try('beacon', desk, '--key', 'daily', '--once');
  is_true(fetched.code === 1 && split.test(fetched.text), fetched.text);
  is_true(beacon.code === 1 && split.test(beacon.text), beacon.text);
});

server.stop();
if (failed) console.log(`files: ${root}`);
else fs.rmSync(root, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
