// People who sign, and the gate of a machine: what stories need before anything can run.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { build, program, until } from './installation.mjs';

const signer = `${build}/signer/steward-sign`, gate_program = `${build}/agent/gate/steward-gate`;
const passphrase = 'four random words here';

/** Somebody with a folder of keys of their own. */
export class Person {
  constructor(steward, name) {
    this.name = name;
    this.folder = path.join(steward.folder, `person-${name.toLowerCase().replaceAll(' ', '-')}`);
    fs.mkdirSync(this.folder, { mode: 0o700 });
  }
  try(...words) {
    const result = spawnSync(signer, [...words, '--folder', this.folder, '--passphrase-fd', '0'], { encoding: 'utf8', input: `${passphrase}\n${passphrase}\n` });
    return { code: result.status, text: result.stdout + result.stderr };
  }
  sign(...words) {
    const { code, text } = this.try(...words);
    if (code !== 0) throw new Error(`steward-sign ${words.join(' ')}: exit ${code}: ${text}`);
    return text;
  }
}

/** What the genesis says of the server, as it is typed there: the line of `steward courier keys` word for word. */
export async function server_keys(steward) {
  await until('the log has a head', async () => (await steward.api('GET', '/api/v1/log/head')).key);
  const said = steward.cli('courier', 'keys').match(/--pins (\S+) --log-keys '(\S+)'/);
  return ['--pins', said[1], '--log-keys', said[2]];
}

/** `settings`: a file that stands for /etc/steward/agent.env, with a systemctl that only says yes (the gate as it is built for tests).
 * `under`: a program that runs it, and its words. */
export function start_gate(steward, name = 'gate', settings = undefined, under = []) {
  const state = path.join(steward.folder, name), socket = path.join(steward.folder, `${name}.sock`);
  fs.mkdirSync(state, { mode: 0o700 });
  const log = fs.openSync(path.join(steward.folder, `${name}.log`), 'a');
  const tools = path.join(steward.folder, `${name}-tools`);
  if (settings) {
    fs.mkdirSync(tools);
    fs.writeFileSync(path.join(tools, 'systemctl'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  }
  const env = settings ? { ...process.env, STEWARD_GATE_SETTINGS: settings, STEWARD_GATE_TOOLS: tools } : process.env;
  const [command, ...words] = [...under, settings ? `${gate_program}-tested` : gate_program, 'run', '--state', state, '--socket', socket, '--agent-user', 'root'];
  const child = spawn(command, words, { env, stdio: ['ignore', log, log] });
  steward.at_end(() => child.kill('SIGKILL'));
  /** What the machine's own administrator says there. */
  const say = (...words) => spawnSync(gate_program, [...words, '--state', state, '--socket', socket], { encoding: 'utf8' });
  return { state, socket, process: child, say };
}

/** A chain with two people and two places for recovery, handed to the server. */
export async function begin_chain(steward) {
  const desk = path.join(steward.folder, 'desk');
  fs.mkdirSync(desk);
  const courier = () => steward.cli('courier', 'sync', desk);
  const file = (name) => path.join(steward.folder, name);
  const alice = new Person(steward, 'Alice Harbour'), bob = new Person(steward, 'Bob Quay');
  const bank = new Person(steward, 'Safe at the bank'), notary = new Person(steward, 'Safe at the notary');
  for (const one of [alice, bob]) {
    one.sign('key', 'new', 'daily', '--person', one.name);
    one.sign('key', 'card', 'daily', '--roles', 'roster,job,policy,stop,enrol,fresh', '--out', file(`${one.name}.card`));
  }
  for (const one of [bank, notary]) {
    one.sign('key', 'new', 'recovery', '--person', one.name);
    one.sign('key', 'card', 'recovery', '--roles', 'recovery', '--out', file(`${one.name}.card`));
  }
  alice.sign('genesis', '--name', 'Alderway Managed IT', '--keys', `${file('Alice Harbour.card')},${file('Bob Quay.card')}`, '--recovery',
    `${file('Safe at the bank.card')},${file('Safe at the notary.card')}`, ...(await server_keys(steward)), '--out', file('genesis'));
  for (const one of [alice, bob, bank, notary]) one.sign('sign', file('genesis'));
  for (const one of [alice, bob]) one.sign('take', file('genesis'));
  alice.sign('send', desk);
  courier();
  return { alice, bob, bank, notary, desk, courier, file };
}

/** Signs a grant and hands it over; returns the line for the machine. */
export function grant_line(steward, { alice, desk, courier, file }, client_id, site_id, name = 'grant', kinds = ['--preset', 'managed']) {
  const granted = alice.sign('grant', '--client', client_id, '--site', site_id, ...kinds, '--server', `127.0.0.1:${steward.agent_port}`, '--out', file(name));
  alice.sign('sign', file(name));
  alice.sign('send', desk, file(name));
  courier();
  return granted.match(/steward:\/\/[^'\s]+/)[0];
}

/** Joins a machine with the line and starts its agent beside its gate. */
export async function join(steward, name, line, gate) {
  await until_listens(gate.socket);
  const state = path.join(steward.folder, `agent-${name}`);
  const enrolled = spawnSync(program.agent, ['enrol', line, '--state', state, '--gate-socket', gate.socket], { encoding: 'utf8' });
  if (enrolled.status !== 0) throw new Error(`enrol: ${enrolled.stderr}${enrolled.stdout}`);
  steward.agents.set(name, { state, options: ['--gate-socket', gate.socket, '--interval', '10'] });
  steward.start_agent(name);
}

/** A client with one machine that is ready for work: people signed its grant, and answered what its gate asked after its start. */
export async function ready_machine(steward) {
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward), gate = start_gate(steward);
  await join(steward, 'files-1', grant_line(steward, chain, client.client_id, site.site_id), gate);
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  await answer_gate(steward, chain, device.device_id);
  return { client, chain, gate, device };
}

/** Bob answers what a machine's gate asked after its start. */
export async function answer_gate(steward, chain, device_id) {
  const gate_is = async (state) => (await steward.api('GET', `/api/v1/devices/${device_id}/gate`)).state === state;
  await until('its gate waits for an answer to its question', () => gate_is('waiting'));
  chain.courier();
  chain.bob.sign('fetch', '--from', chain.desk);
  chain.bob.sign('beacon', chain.desk, '--key', 'daily', '--once');
  chain.courier();
  await until('its gate is ready', () => gate_is('ready'), 30);
}

/** A gate that was just started takes its time on a busy machine. */
export const until_listens = (socket) => until('the gate listens', () => new Promise((resolve) => {
  const connection = net.createConnection(socket);
  connection.on('connect', () => { connection.destroy(); resolve(true); });
  connection.on('error', () => resolve(false));
}));
