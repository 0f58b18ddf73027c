// A second place that the server cannot touch: the chain on a real Apache and a real nginx by WebDAV, and on a real Swift by the protocol of S3.
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build, check, free_port, program, until } from './installation.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'steward-mirrored-')), at = (...parts) => path.join(root, ...parts);
const passphrase = 'four random words here';
const servers = [];
const begin = (name, words) => servers.push(spawn(name, words, { stdio: 'ignore' }));
process.on('exit', (code) => { for (const one of servers) one.kill(); if (code === 0) fs.rmSync(root, { recursive: true, force: true }); else console.log(`files: ${root}`); });

const sign = (person, ...words) => {
  fs.mkdirSync(at(person), { recursive: true, mode: 0o700 });
  const result = spawnSync(`${build}/signer/steward-sign`, [...words, '--folder', at(person), '--passphrase-fd', '0'], { encoding: 'utf8', input: `${passphrase}\n${passphrase}\n` });
  if (result.status !== 0) throw new Error(`steward-sign ${words.join(' ')}: ${result.stdout}${result.stderr}`);
  return result.stdout;
};
const courier = (user, password, ...words) => new Promise((resolve) => {
  const child = spawn(program.cli, ['courier', ...words], { env: { ...process.env, STEWARD_MIRROR_USER: user, STEWARD_MIRROR_PASSWORD: password } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part));
  child.on('exit', (code) => resolve({ code, text }));
});
const publish = (user, password, ...words) => courier(user, password, 'publish', at('published'), ...words);

for (const [person, roles] of [['alice', 'roster,job,stop'], ['bob', 'roster,job,stop'], ['safe', 'recovery'], ['carol', 'job'], ['dora', 'job'], ['erin', 'job']]) {
  sign(person, 'key', 'new', 'daily', '--person', person);
  sign(person, 'key', 'card', 'daily', '--roles', roles, '--out', at(`${person}.card`));
}
sign('alice', 'genesis', '--name', 'Harbour Services', '--keys', `${at('alice.card')},${at('bob.card')}`, '--recovery', at('safe.card'), '--out', at('genesis'));
for (const one of ['alice', 'bob', 'safe']) sign(one, 'sign', at('genesis'));
const authority = sign('alice', 'take', at('genesis')).match(/[0-9a-f]{64}/)[0];
sign('alice', 'suspend', 'bob', '--reason', 'left today', '--out', at('suspend'));
sign('alice', 'sign', at('suspend'));
sign('alice', 'publish', at('suspend'), '--to', at('published'), '--make');
sign('bob', 'take', at('genesis'));
const answers = (url, status) => until(`${url} answers`, () => new Promise((resolve) => http.get(url, (answer) => { answer.resume(); resolve(answer.statusCode === status); }).on('error', () => resolve(false))));
const files = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  .map((one) => path.join(one.parentPath ?? one.path, one.name)).map((one) => `${path.relative(folder, one)} ${fs.readFileSync(one).toString('base64')}`).sort();
const add = (person) => {
  sign('alice', 'add', at(`${person}.card`), '--out', at(`add-${person}`));
  for (const one of ['alice', 'bob']) sign(one, 'sign', at(`add-${person}`));
  for (const one of ['alice', 'bob']) sign(one, 'take', at(`add-${person}`));
  sign('alice', 'publish', '--to', at('published'));
};

// The ways of a mirror, at each of the three: what is new goes there, comes back elsewhere, and nothing is written over.
async function goes_there_and_comes_back(name, person, place, user, password, spoil) {
  const to = (...words) => publish(user, password, '--to', ...place, ...words), back = at(`back-${name}`);
  const from = (...words) => courier(user, password, 'fetch', back, '--from', ...place, ...words);
  fs.mkdirSync(back);
  const first = await to();
  check(first.code === 0 && /Published [1-9]\d* messages/.test(first.text), `${name} takes the chain and what lies beside it: ${first.text.trim()}`);
  const fetched = await from('--authority', authority);
  check(fetched.code === 0 && files(back).join() === files(at('published')).join(), `and gives the same bytes back: ${fetched.text.trim()}`);
  add(person);
  check((await to()).text.includes('Published 1 message'), 'only what is new is carried');
  check((await to()).text.includes('Published 0 messages'), 'and nothing twice');
  check((await from()).text.includes('Fetched 1 message') && (await from()).text.includes('Fetched 0 messages'), 'back as well');
  const known = fs.readdirSync(path.join(back, authority, 'chain')).length;
  await spoil(`${authority}/chain/000001.msj`, 'another');
  const differs = await to(), odd = await from();
  check(differs.code === 5 && differs.text.includes('holds another message') && differs.text.includes('Nothing was written over'), 'what somebody changed there is said, and not written over');
  check(odd.code === 5 && odd.text.includes('is no message') && fs.readdirSync(path.join(back, authority, 'chain')).length === known, 'nor taken');
  await spoil(`${authority}/chain/000001.msj`, fs.readFileSync(path.join(at('published'), authority, 'chain', '000000.msj')));
  check((await from()).text.includes('holds another message'), 'a message in the place of another is said, here too, and not written over');
  await spoil(`${authority}/chain/000000.msj`, fs.readFileSync(path.join(at('published'), authority, 'chain', '000001.msj')));
  check((await from()).text.includes('wants you to trust other people'), 'another beginning is taken by nobody');
  const wrong = await publish(user, 'another-password', '--to', ...place);
  check(wrong.code === 4 && /\((401|403)/.test(wrong.text), `a wrong password: ${wrong.text.trim()}`);
  return back;
}
const on_disk = (root) => (name, content) => fs.writeFileSync(path.join(root, name), content);

// Apache's mod_dav: it makes folders when asked, and refuses a second time by If-None-Match.
const apache_port = await free_port(), apache = at('apache');
for (const folder of ['web', 'web/steward']) fs.mkdirSync(path.join(apache, folder), { recursive: true });
spawnSync('chown', ['-R', 'www-data', apache]);
fs.chmodSync(root, 0o755);
const modules = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'dav', 'dav_fs'];
fs.writeFileSync(at('users'), `mirror:${spawnSync('openssl', ['passwd', '-apr1', 'a long password'], { encoding: 'utf8' }).stdout}`);
fs.writeFileSync(at('apache.conf'), `ServerRoot ${apache}\nServerName 127.0.0.1\nListen 127.0.0.1:${apache_port}\nPidFile ${apache}/pid\nErrorLog ${apache}/log\nUser www-data\nGroup www-data
${modules.map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`).join('\n')}
DocumentRoot ${apache}/web\nDavLockDB ${apache}/locks
<Directory ${apache}/web>\nDav On\nAuthType Basic\nAuthName mirror\nAuthUserFile ${at('users')}\nRequire valid-user\n</Directory>
`);
begin('apache2', ['-f', at('apache.conf'), '-DFOREGROUND']);
const by_apache = `http://127.0.0.1:${apache_port}`;
await answers(by_apache, 401);
await goes_there_and_comes_back('apache', 'carol', [`${by_apache}/steward`], 'mirror', 'a long password', on_disk(`${apache}/web/steward`));

// nginx as Debian ships it; whoever mounts such a place, or has it in a folder, reads it as it is.
const nginx_port = await free_port();
fs.mkdirSync(at('web'));
fs.writeFileSync(at('nginx.conf'), `daemon off; user root; pid ${at('nginx.pid')}; error_log ${at('nginx.log')}; events {}
http { access_log off; client_body_temp_path ${at('body')}; proxy_temp_path ${at('p')}; fastcgi_temp_path ${at('f')}; uwsgi_temp_path ${at('u')}; scgi_temp_path ${at('s')};
  server { listen 127.0.0.1:${nginx_port}; root ${at('web')}; dav_methods PUT MKCOL; create_full_put_path on; auth_basic mirror; auth_basic_user_file ${at('users')}; } }
`);
begin('nginx', ['-c', at('nginx.conf'), '-e', at('nginx.log')]);
const by_nginx = `http://127.0.0.1:${nginx_port}`;
await answers(by_nginx, 401);
const second = await goes_there_and_comes_back('nginx', 'dora', [`${by_nginx}/`], 'mirror', 'a long password', on_disk(at('web')));

// A beacon's box: what is published comes into its folder as long as the courier goes on there.
const box = at('box');
fs.mkdirSync(box);
fs.rmSync(path.join(at('web'), authority), { recursive: true });
const goes_on = spawn(program.cli, ['courier', 'fetch', box, '--from', by_nginx, '--authority', authority, '--every', '1'], { stdio: 'ignore', env: { ...process.env, STEWARD_MIRROR_USER: 'mirror', STEWARD_MIRROR_PASSWORD: 'a long password' } });
servers.push(goes_on);
await publish('mirror', 'a long password', '--to', by_nginx);
await until('what is published comes by itself', () => fs.existsSync(path.join(box, authority)) && files(box).join() === files(at('published')).join());
goes_on.kill();

// The protocol of S3, by Swift: it checks each request's signature of version 4.
const store_port = await free_port(), key = 'harbour:mirror', secret = 'a/long+secret=';
fs.mkdirSync(at('store'));
begin('/usr/bin/python3', [path.join(import.meta.dirname, 'object_store.py'), String(store_port), at('store'), key, secret]);
const store = `http://127.0.0.1:${store_port}`;
await answers(`${store}/auth/v1.0`, 401);
// Somebody else with the same key, by a program that is not ours.
const in_store = (name, content) => {
  const address = new URL(`${store}/mirrors${name}`), digest = crypto.createHash('sha256').update(content).digest('hex');
  [address.username, address.password] = [key, secret].map(encodeURIComponent);
  fs.writeFileSync(at('content'), content);
  const put = spawnSync('curl', ['-sSf', '-X', 'PUT', '--aws-sigv4', 'aws:amz:harbour-1:s3', '-H', `x-amz-content-sha256: ${digest}`, '-H', 'Content-Type: application/octet-stream', '--data-binary', `@${at('content')}`, address.href], { encoding: 'utf8' });
  if (put.status !== 0) throw new Error(`the store: ${put.stdout}${put.stderr}`);
};
in_store('', '');
const bucket = `s3+${store}/mirrors/steward`;
await goes_there_and_comes_back('swift', 'erin', [bucket, '--region', 'harbour-1'], key, secret, (name, content) => in_store(`/steward/${name}`, content));
const elsewhere = await publish(key, secret, '--to', bucket, '--region', 'harbour-2');
check(elsewhere.code === 4 && elsewhere.text.includes('AuthorizationHeaderMalformed'), `another region: ${elsewhere.text.trim()}`);

// A folder that a mirror came back into is what a signer fetches from: all but the last person, whom nginx never saw.
sign('carol', 'take', at('genesis'));
const taken = sign('carol', 'fetch', '--from', second);
check(taken.includes('Took 2 messages') && taken.includes('Took 1 suspension'), `others fetch from it: ${taken.trim()}`);

// What is said before anything is asked.
check((await publish('x', 'x', '--to', 'http://mirror.example.org/steward')).text.includes('begins with https://'), 'a password goes nowhere in clear');
check((await publish('', '', '--to', 'https://me:secret@mirror.example.org/')).text.includes('STEWARD_MIRROR_PASSWORD'), 'none stands among the arguments');
check((await publish('x', 'x', '--to', 's3+https://s3.example.org/mirrors')).text.includes('--region'), 'S3 without a region');
check((await publish('', '', '--to', bucket, '--region', 'harbour-1')).text.includes('S3 wants a key'), 'S3 without a key');
fs.writeFileSync(at('access'), `${key}\n${secret}\n`, { mode: 0o644 });
check((await publish('', '', '--to', bucket, '--region', 'harbour-1', '--access', at('access'))).text.includes('chmod 600'), 'a file that others can read is not used');
fs.chmodSync(at('access'), 0o600);
const by_file = await publish('', '', '--to', bucket, '--region', 'harbour-1', '--access', at('access'));
check(by_file.code === 5 && by_file.text.includes('holds another message'), 'one that only its owner can read is');
fs.mkdirSync(at('empty'));
check((await courier(key, secret, 'fetch', at('empty'), '--from', bucket, '--region', 'harbour-1')).text.includes('Of which authority?'), 'an empty folder says of whom');

process.exit(0);
