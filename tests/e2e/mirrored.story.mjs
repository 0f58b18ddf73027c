// A second place that the server cannot touch: the chain on a real nginx by WebDAV.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build, check, free_port, program, until } from './installation.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'steward-mirrored-')), at = (...parts) => path.join(root, ...parts);
const passphrase = 'four random words here';
let nginx;
process.on('exit', (code) => { nginx?.kill('SIGKILL'); if (code === 0) fs.rmSync(root, { recursive: true, force: true }); else console.log(`files: ${root}`); });

const sign = (person, ...words) => {
  fs.mkdirSync(at(person), { recursive: true, mode: 0o700 });
  const result = spawnSync(`${build}/signer/steward-sign`, [...words, '--folder', at(person), '--passphrase-fd', '0'], { encoding: 'utf8', input: `${passphrase}\n${passphrase}\n` });
  if (result.status !== 0) throw new Error(`steward-sign ${words.join(' ')}: ${result.stdout}${result.stderr}`);
  return result.stdout;
};
const publish = (user, password, ...words) => new Promise((resolve) => {
  const child = spawn(program.cli, ['courier', 'publish', at('published'), ...words], { env: { ...process.env, STEWARD_MIRROR_USER: user, STEWARD_MIRROR_PASSWORD: password } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part));
  child.on('exit', (code) => resolve({ code, text }));
});

for (const [person, roles] of [['alice', 'roster,job,stop'], ['bob', 'roster,job,stop'], ['safe', 'recovery'], ['carol', 'job']]) {
  sign(person, 'key', 'new', 'daily', '--person', person);
  sign(person, 'key', 'card', 'daily', '--roles', roles, '--out', at(`${person}.card`));
}
sign('alice', 'genesis', '--name', 'Harbour Services', '--keys', `${at('alice.card')},${at('bob.card')}`, '--recovery', at('safe.card'), '--out', at('genesis'));
for (const one of ['alice', 'bob', 'safe']) sign(one, 'sign', at('genesis'));
const authority = sign('alice', 'take', at('genesis')).match(/[0-9a-f]{64}/)[0];
sign('alice', 'suspend', 'bob', '--reason', 'left today', '--out', at('suspend'));
sign('alice', 'sign', at('suspend'));
sign('alice', 'publish', at('suspend'), '--to', at('published'));
const add_carol = () => {
  sign('alice', 'add', at('carol.card'), '--out', at('add'));
  sign('bob', 'take', at('genesis'));
  for (const one of ['alice', 'bob']) sign(one, 'sign', at('add'));
  sign('alice', 'take', at('add'));
  sign('alice', 'publish', '--to', at('published'));
};
const files = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  .map((one) => path.join(one.parentPath ?? one.path, one.name)).map((one) => `${path.relative(folder, one)} ${fs.readFileSync(one).toString('base64')}`).sort();

// WebDAV, by nginx as Debian ships it.
const port = await free_port();
fs.mkdirSync(at('web'));
fs.writeFileSync(at('users'), `mirror:${spawnSync('openssl', ['passwd', '-apr1', 'a long password'], { encoding: 'utf8' }).stdout}`);
fs.writeFileSync(at('nginx.conf'), `daemon off; user root; pid ${at('nginx.pid')}; error_log ${at('nginx.log')}; events {}
http { access_log off; client_body_temp_path ${at('body')}; proxy_temp_path ${at('p')}; fastcgi_temp_path ${at('f')}; uwsgi_temp_path ${at('u')}; scgi_temp_path ${at('s')};
  server { listen 127.0.0.1:${port}; root ${at('web')}; dav_methods PUT MKCOL; create_full_put_path on; auth_basic mirror; auth_basic_user_file ${at('users')}; } }
`);
nginx = spawn('nginx', ['-c', at('nginx.conf'), '-e', at('nginx.log')], { stdio: 'ignore' });
const dav = `http://127.0.0.1:${port}`;
await until('nginx answers', () => new Promise((resolve) => http.get(dav, (answer) => { answer.resume(); resolve(answer.statusCode === 401); }).on('error', () => resolve(false))));
const first = await publish('mirror', 'a long password', '--to', dav);
check(first.code === 0 && first.text.includes('Published 2 messages'), `nginx takes the chain and what lies beside it: ${first.text.trim()}`);
check(files(at('web')).join() === files(at('published')).join(), 'it has the same bytes');
add_carol();
check((await publish('mirror', 'a long password', '--to', `${dav}/`)).text.includes('Published 1 messages'), 'only what is new is carried');
check((await publish('mirror', 'a long password', '--to', dav)).text.includes('Published 0 messages'), 'and nothing twice');
check(sign('bob', 'fetch', '--from', at('web')).includes('Took 1 messages'), 'others fetch from it');
const changed = path.join(at('web'), authority, 'chain', '000001.msj');
fs.writeFileSync(changed, 'another');
const differs = await publish('mirror', 'a long password', '--to', dav);
check(differs.code === 5 && differs.text.includes('holds another message') && fs.readFileSync(changed, 'utf8') === 'another', 'what somebody changed there is said, and not written over');
const wrong = await publish('mirror', 'another password', '--to', dav);
check(wrong.code === 4 && wrong.text.includes('401'), `a wrong password: ${wrong.text.trim()}`);
check((await publish('x', 'x', '--to', 'http://mirror.example.org/steward')).text.includes('begins with https://'), 'a password goes nowhere in clear');
nginx.kill();

process.exit(0);
