// A real installation in a temporary folder: server, agents, and how to ask them things.
import { execFile, spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

// What tickets of stories are about: "Computers and devices / Computer", with which the tree begins. Triage says so.
export const usualCategory = '01a10000-0000-7000-8000-000000000007';
export const build = process.env.STEWARD_BUILD;
export const program = { server: `${build}/server/steward-server`, cli: `${build}/cli/steward`, agent: `${build}/agent/steward-agent` };

export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
  console.log(`ok: ${sentence}`);
}

/** Asks again until `ask` returns something true; the fact is awaited, not a time. */
export async function until(sentence, ask, limit_s = 60, quiet = false) {
  const end = Date.now() + limit_s * 1000;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) {
        if (!quiet) console.log(`ok: ${sentence}`);
        return last;
      }
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${limit_s} s: ${sentence} (last: ${last instanceof Error ? last.message : JSON.stringify(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A port that nobody listens on, below those that the kernel gives to outgoing connections. */
export async function free_port() {
  for (;;) {
    const port = 20_000 + crypto.randomInt(12_000);
    const probe = net.createServer();
    const is_free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (is_free) return port;
  }
}

/** An address of this machine that others could reach it by; loopback when it has no other. */
export const own_address = () => Object.values(os.networkInterfaces()).flat().find((one) => !one.internal && one.family === 'IPv4')?.address ?? '127.0.0.1';

export class Installation {
  static async make(name) {
    const self = new Installation();
    self.folder = fs.mkdtempSync(path.join(os.tmpdir(), `steward-${name}-`));
    fs.chmodSync(self.folder, 0o755);
    self.state = path.join(self.folder, 'server');
    fs.mkdirSync(self.state, { mode: 0o700 });
    self.port = await free_port();
    self.agent_port = await free_port();
    self.agents = new Map();
    self.undone = [];
    self.cli('setup', '--provider', 'Alderway Managed IT', '--owner-name', 'Olivia Owner', '--owner-email', 'olivia@alderway.test');
    process.on('exit', () => self.kill_everything());
    return self;
  }

  cli(...words) {
    const result = spawnSync(program.cli, [...words, '--state', this.state], { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`steward ${words.join(' ')}: exit ${result.status}: ${result.stderr}${result.stdout}`);
    return result.stdout;
  }

  /** `options`: further words of the command line; `under`: a program that runs it, such as a tracer. */
  async start_server({ options = [], under = [] } = {}) {
    const log = fs.openSync(path.join(this.folder, 'server.log'), 'a');
    const words = [...under, program.server, '--state', this.state, '--port', String(this.port), '--agent-port', String(this.agent_port), ...options];
    this.server = spawn(words[0], words.slice(1), { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    this.server_ended = new Promise((resolve) => this.server.once('exit', resolve));
    await until('the server is ready', async () => (await this.raw('GET', '/readyz')).status === 200, 30, this.quiet);
  }
  async stop_server(signal = 'SIGTERM') {
    this.server.kill(signal);
    await this.server_ended;
  }

  /** Enrols a real agent under `client` and starts it; `through`: a port that it is to dial instead (see
   * wire.mjs); `machine`: one of its own (see machine.mjs). */
  async add_agent(name, client, { through, machine, options = [] } = {}) {
    const clients = await this.api('GET', '/api/v1/clients');
    if (!clients.clients.some((one) => one.name === client)) await this.api('POST', '/api/v1/clients', { name: client, zone: 'UTC' });
    const known = new Set((await this.api('GET', '/api/v1/devices?page_size=1000')).devices.map((device) => device.device_id));
    let line = this.cli('enrol', '--client', client, '--line-only').trim();
    if (through) line = line.replace(`:${this.agent_port}/`, `:${through}/`);
    const state = machine?.state ?? path.join(this.folder, `agent-${name}`);
    const words = machine?.words ?? [program.agent];
    await promisify(execFile)(words[0], [...words.slice(1), 'enrol', line, '--state', state]);  // not waiting in place: the wire is in this process
    this.agents.set(name, { state, words, options, root: machine?.root });
    this.start_agent(name);
    return until(`${name} is a device of ${client}`, async () => (await this.api('GET', '/api/v1/devices?page_size=1000')).devices.find((device) => !known.has(device.device_id) && device.connected));
  }
  /** The times at which `metric` of a device was observed, oldest first; step 0: as they were measured. */
  async observed(device_id, metric, step_s) {
    const from = Date.now() - 1800_000;  // of an hour of seconds only every other would be answered
    const { series } = await this.api('GET', `/api/v1/devices/${device_id}/series?metric=${metric}&step_s=${step_s}&from_unix_ms=${from}`);
    return series?.[0]?.at_unix_ms.filter((_, index) => series[0].average[index] !== null).map(Number) ?? [];
  }
  /** One number of /metrics. */
  async number(name) {
    const { text } = await this.raw('GET', '/metrics');
    return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? NaN);
  }
  /** Both of its processes, as its package starts them; the one that measures outlives the other. */
  start_agent(name) {
    const agent = this.agents.get(name);
    if (!agent.measuring) this.start_measuring(name);
    agent.process = this.start_program(name, ['run', '--state', agent.state, '--collect-socket', `${agent.state}.sock`, ...agent.options]);
    agent.ended = new Promise((resolve) => agent.process.once('exit', resolve));
  }
  start_measuring(name) {
    const agent = this.agents.get(name);
    const door = path.join(agent.root ?? '/', `${agent.state}.sock`);
    fs.rmSync(door, { force: true });
    agent.measuring = this.start_program(name, ['collect', '--collect-socket', `${agent.state}.sock`]);
    const never = new Int32Array(new SharedArrayBuffer(4));
    for (let i = 0; i < 500 && !fs.existsSync(door); i++) Atomics.wait(never, 0, 0, 20);
  }
  start_program(name, more) {
    const log = fs.openSync(path.join(this.folder, `agent-${name}.log`), 'a');
    const [command, ...words] = this.agents.get(name).words ?? [program.agent];
    const started = spawn(command, [...words, ...more], { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    return started;
  }
  /** What the agent says of itself; it exits with 8 while it is not connected. */
  agent_status(name) {
    return JSON.parse(spawnSync(program.agent, ['status', '--json', '--state', this.agents.get(name).state], { encoding: 'utf8' }).stdout);
  }
  async stop_agent(name, signal = 'SIGTERM') {
    this.agents.get(name).process.kill(signal);
    await this.agents.get(name).ended;
  }

  raw(verb, route, body) {
    return new Promise((resolve, reject) => {
      const request = http.request({ socketPath: path.join(this.state, 'steward.sock'), method: verb, path: route, headers: { 'content-type': 'application/json' } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
  /** What the server tells open screens (server-sent events), growing as it comes. */
  live() {
    const told = { text: '' };
    const request = http.get({ socketPath: path.join(this.state, 'steward.sock'), path: '/api/v1/live', headers: { accept: 'text/event-stream' } }, (answer) => {
      answer.setEncoding('utf8');
      answer.on('data', (part) => (told.text += part));
    });
    request.on('error', () => {});
    return told;
  }
  async api(verb, route, body) {
    const answer = await this.raw(verb, route, body);
    if (answer.status >= 300) throw new Error(`${verb} ${route}: ${answer.status} ${answer.text}`);
    return answer.text ? JSON.parse(answer.text) : {};
  }

  /** Done at the end of the story, however it ends: what a folder's removal would leave behind. */
  at_end(undo) {
    this.undone.unshift(undo);
  }
  kill_everything() {
    for (const agent of this.agents.values()) {
      agent.process?.kill('SIGKILL');
      agent.measuring?.kill('SIGKILL');
    }
    this.server?.kill('SIGKILL');
    for (const undo of this.undone) undo();
    if (process.exitCode || process.env.STEWARD_KEEP) console.log(`logs: ${this.folder}`);
    else fs.rmSync(this.folder, { recursive: true, force: true });
  }
  log_ends() {
    for (const file of fs.readdirSync(this.folder).filter((one) => one.endsWith('.log'))) {
      console.log(`--- end of ${file}\n${fs.readFileSync(path.join(this.folder, file), 'utf8').split('\n').slice(-25).join('\n')}`);
    }
  }
}

/** Runs one story; prints the logs' ends and exits with 1 when it does not hold. */
export async function story(sentence, name, tell) {
  console.log(sentence);
  const installation = await Installation.make(name);
  try {
    await tell(installation);
  } catch (error) {
    console.error(`FAILED: ${error.stack}`);
    installation.log_ends();
    process.exitCode = 1;
  }
  process.exit(process.exitCode ?? 0);
}
