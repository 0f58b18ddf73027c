// docs/guide/install.md, typed word for word by somebody whose machine is a folder: programs, units, users and folders come to where the units look
// for them, and the server that was installed so starts and is well.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, check, free_port, story, until } from './installation.mjs';

const checkout = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const guide = fs.readFileSync(path.join(checkout, 'docs/guide/install.md'), 'utf8');
/** The commands below a heading, a line each. */
const commands = (heading) => {
  const section = guide.split(/^## /m).find((one) => one.startsWith(heading));
  if (!section) throw new Error(`the guide has no part "${heading}"`);
  return [...section.matchAll(/^```sh\n([^`]*)^```/gm)].flatMap((block) => block[1].trim().split('\n'));
};
// Without the remark behind it; what runs on is started so below.
const taken_apart = (line) => [...line.replace(/ +#.*$| &$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map((one) => one[1] ?? one[2]);

await story('Installed by hand as the guide says: what the units name is there, and the server is well.', 'by-hand', async (steward) => {
  if (process.getuid() !== 0) return console.log('skipped: only root makes users and installs units');
  const machine = path.join(steward.folder, 'machine'), at = (name) => path.join(machine, name);
  fs.chmodSync(steward.folder, 0o755);  // the agent's user comes by here
  for (const folder of ['etc', 'usr/bin', 'usr/sbin', 'var/lib', 'run']) fs.mkdirSync(at(folder), { recursive: true });
  for (const file of ['passwd', 'group', 'shadow', 'gshadow']) fs.writeFileSync(at(`etc/${file}`), '');
  const people = () => Object.fromEntries(fs.readFileSync(at('etc/passwd'), 'utf8').trim().split('\n').map((line) => [line.split(':')[0], Number(line.split(':')[2])]));
  const run = (program, words, how = {}) => {
    const done = spawnSync(program, words, { encoding: 'utf8', cwd: checkout, ...how });
    if (done.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${done.error ?? ''}${done.stdout}${done.stderr}`);
    return done.stdout;
  };

  let port, server;
  const start = (program, words) => {
    const child = spawn(program.includes('/') ? at(program) : program, words, { stdio: 'ignore' });
    steward.at_end(() => child.kill('SIGKILL'));
  };
  const typed = {
    cmake: (words) => run('cmake', words.map((word) => word.replace('.build/release', build)), { env: { ...process.env, DESTDIR: machine } }),
    useradd: (words) => run('useradd', ['--prefix', machine, ...words]),
    // Names of users are those of the folder, which the machine below it has not.
    install: (words) => run('install', words.map((word, i) => (word.startsWith('/') ? at(word) : ['-o', '-g'].includes(words[i - 1]) ? String(people()[word]) : word))),
    chmod: (words) => run('chmod', words.map((word) => (word.startsWith('/') ? at(word) : word))),
    systemctl: (words) => {
      if (words[0] === 'daemon-reload') return '';
      return run('systemctl', [`--root=${machine}`, ...words.filter((word) => word !== '--now')]);
    },
    steward: async (words) => {
      if (words[0] === 'doctor') {
        port = await free_port();
        server = spawn(at('usr/bin/steward-server'), ['--state', at('var/lib/steward'), '--port', String(port), '--agent-port', String(await free_port())], { stdio: 'ignore' });
        steward.at_end(() => server.kill('SIGKILL'));
        await until('the server that was installed by hand answers', async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 30);
      }
      return run(at('usr/bin/steward'), [...words, '--state', at('var/lib/steward')]);
    },
    'steward-sign': (words) => run(at('usr/bin/steward-sign'), [...words, '--folder', at('root')]),
    // A gate's user has to be one of the real machine; the agent goes by its number.
    'steward-gate': async (words) => {
      check(words.join(' ') === 'run --agent-user steward-agent', 'the gate serves the agent\'s user');
      start('usr/sbin/steward-gate', ['run', '--agent-user', 'nobody', '--state', at('var/lib/steward-gate'), '--socket', at('run/steward-gate/gate.sock')]);
      await until('the gate listens in the folder that was made for it', () => fs.existsSync(at('run/steward-gate/gate.sock')), 30);
    },
    'steward-agent': (words) => {
      run(at('usr/bin/steward'), ['client', 'create', 'By hand', '--state', at('var/lib/steward')]);
      const line = run(at('usr/bin/steward'), ['enrol', '--client', 'By hand', '--line-only', '--state', at('var/lib/steward')]).trim();
      return run(at('usr/bin/steward-agent'), [words[0], line, '--state', at('var/lib/steward-agent')]);
    },
    setpriv: async (words) => {
      const program = words.lastIndexOf('steward-agent');
      const own = words.map((word, i) => (word !== 'steward-agent' ? word : i === program ? at('usr/bin/steward-agent') : String(people()[word])));
      start('setpriv', [...own, '--state', at('var/lib/steward-agent'), '--gate-socket', at('run/steward-gate/gate.sock')]);
      await until('the agent reports as its user', () => /^ok /m.test(run(at('usr/bin/steward'), ['device', 'list', '--state', at('var/lib/steward')])), 60);
    },
    sha256sum: (words) => run('sha256sum', words, { cwd: steward.folder }),
  };
  const type_all = async (heading) => {
    const lines = commands(heading);
    check(lines.length > 0, `"${heading}" has commands`);
    const said = [];
    for (const line of lines) {
      const [program, ...words] = taken_apart(line);
      if (!typed[program]) throw new Error(`nobody here types: ${line}`);
      said.push(await typed[program](words));
    }
    return said;
  };

  const verified = path.join(steward.folder, 'steward-agent_0.1.0_amd64.deb'), line = path.join(steward.folder, 'steward-agent.sha256');
  fs.writeFileSync(verified, 'what was built');
  fs.writeFileSync(line, run('sha256sum', [path.basename(verified)], { cwd: steward.folder }));
  check((await type_all('Is the package the one'))[0].includes(': OK'), 'a package with the number that was read to us is taken');
  fs.appendFileSync(verified, ' by somebody else');
  const other = await type_all('Is the package the one').then(() => '', (error) => error.message);
  check(other.includes('FAILED'), 'another one is not');

  const said = await type_all('The server');
  check(said.some((one) => one.includes('/link#')), 'setup prints the sign-in link');
  check(fs.statSync(at('var/lib/steward')).uid === people().steward && (fs.statSync(at('var/lib/steward')).mode & 0o777) === 0o700, 'the state folder is the server\'s alone');
  check((fs.statSync(at('etc/steward/server.env')).mode & 0o077) === 0, 'its settings, which may come to hold a password, are root\'s alone');
  await type_all('An agent and its gate');
  await type_all('The signer');

  // Whatever the units name is there.
  const units = fs.readdirSync(at('lib/systemd/system'));
  check(units.length === fs.readdirSync(path.join(checkout, 'packaging')).filter((name) => /\.(service|socket|path)$/.test(name)).length, `all ${units.length} units are there`);
  for (const unit of units) {
    const text = fs.readFileSync(at(`lib/systemd/system/${unit}`), 'utf8');
    const program = /^ExecStart=(\/usr\/\S+)/m.exec(text)?.[1];
    if (program) check(fs.statSync(at(program)).mode & 0o111, `${unit} starts ${program}, which is there`);
    for (const [, user] of text.matchAll(/^(?:User|Group|SocketGroup)=(\S+)/gm))
      if (user !== 'root' && !(user in people())) throw new Error(`${unit} wants the user ${user}, which nobody made`);
  }
  for (const unit of ['steward-server.service', 'steward-agent.service', 'steward-agent.path', 'steward-collect.socket', 'steward-gate.socket', 'steward-gate.service'])
    check(run('systemctl', [`--root=${machine}`, 'is-enabled', unit]).trim() === 'enabled', `${unit} is enabled`);
  check(run(at('usr/bin/steward-agent'), ['version']).startsWith('steward-agent '), 'the agent runs');
  server.kill();
});
