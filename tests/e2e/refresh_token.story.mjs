import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { check, free_port, story, until } from './installation.mjs';
import { TokenProvider } from './provider.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);

/** A played mail server that takes mail from whoever signs in by XOAUTH2 with a token that `is_good`. */
async function submission(is_good) {
  const taken = [], refused = [];
  const server = net.createServer((socket) => {
    let heard = '', in_mail = false, mail = '', signed_in = false, asked = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 played submission');
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('data', (part) => {
      heard += part;
      for (let end; (end = heard.indexOf('\r\n')) >= 0; ) {
        const line = heard.slice(0, end);
        heard = heard.slice(end + 2);
        if (in_mail && line !== '.') mail += `${line}\n`;
        else if (in_mail) {
          taken.push(mail);
          in_mail = false;
          say('250 taken');
        } else if (line.startsWith('EHLO')) socket.write('250-here\r\n250 AUTH XOAUTH2\r\n');
        else if (line === 'AUTH XOAUTH2') {
          asked = true;
          say('334 ');
        } else if (asked || line.startsWith('AUTH XOAUTH2 ')) {
          asked = false;
          const token = /auth=Bearer ([^\x01]*)/.exec(Buffer.from(line.split(' ').at(-1), 'base64').toString())?.[1];
          signed_in = is_good(token);
          if (!signed_in) refused.push(token);
          say(signed_in ? '235 welcome' : '535 no');
        } else if (line.startsWith('MAIL') && !signed_in) say('530 sign in');
        else if (line === 'DATA') {
          in_mail = true;
          mail = '';
          say('354 go on');
        } else say(line === 'QUIT' ? '221 bye' : '250 fine');
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, taken, refused };
}

await story('Mail is read and sent with access tokens that are made of refresh tokens: each kept when the provider gives the next one, and what is wrong is said with what to do.', 'refresh-token', async (steward) => {
  const provider = await TokenProvider.open({ client_id: 'steward', client_secret: 'correct-secret', username: 'desk@msp.test' });
  const port = await free_port();
  const folder = path.join(steward.folder, 'dovecot');
  fs.mkdirSync(folder);
  execFileSync(path.join(here, 'dovecot.sh'), ['start', folder, String(port), `${provider.url}/whose?token=`, 'oauthbearer'], { stdio: 'ignore' });
  steward.at_end(() => execFileSync(path.join(here, 'dovecot.sh'), ['stop', folder]));
  const put = (subject) => {
    const name = `${Date.now()}.${subject.replaceAll(' ', '_')}.story`;
    fs.writeFileSync(path.join(folder, 'mail/tmp', name), `From: anna@harbour.test\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <${name}@harbour.test>\n\nhello\n`);
    fs.chownSync(path.join(folder, 'mail/tmp', name), 65534, 65534);
    fs.renameSync(path.join(folder, 'mail/tmp', name), path.join(folder, 'mail/new', name));
  };
  await steward.start_server();
  const settings = (change) => steward.api('PATCH', '/api/v1/mail-settings', change);
  const came = async (subject) => ((await steward.api('GET', '/api/v1/mails?page_size=1000')).mails ?? []).some((one) => one.subject === subject);
  const said = async (words) => { const now = await steward.api('GET', '/api/v1/mail-settings'); return now.imap_last_error?.includes(words) && now; };

  await settings({ address: 'desk@msp.test', imap_host: 'localhost', imap_port: port, imap_username: 'desk@msp.test', imap_ca_file: path.join(folder, 'cert.pem'), imap_token_url: `${provider.url}/token`, imap_client_id: 'steward', imap_client_secret: 'wrong-secret', imap_refresh_token: 'imap.0', imap_enabled: true });
  // Dovecot offers OAUTHBEARER alone here, XOAUTH2 alone in the story of the mailbox; the played server below takes XOAUTH2.
  await until('a wrong client secret is said with what to compare', () => said('Compare client id and secret'), 30);
  await settings({ imap_client_secret: 'correct-secret' });
  const ended = await until('a refresh token that ended is said with what to do', () => said('enter the new refresh token'), 30);
  check(ended.imap_failing_since_unix_ms > 0, 'and since when');
  check(!JSON.stringify(ended).match(/correct-secret|imap\.0/), 'without the secret and the token');
  provider.refresh.add('imap.0');
  await settings({ imap_refresh_token: 'imap.0' });
  put('first');
  await until('then the mailbox is read', () => came('first'), 90);
  check((await steward.api('GET', '/api/v1/mail-settings')).imap_failing_since_unix_ms === 0 && !provider.refresh.has('imap.0'), 'and the refresh token is used up');
  await steward.stop_server();
  await steward.start_server();
  put('after a restart');
  await until('after a restart the next one is used', () => came('after a restart'), 30);
  provider.good.clear();
  execFileSync('doveadm', ['-c', path.join(folder, 'dovecot.conf'), 'kick', 'desk@msp.test'], { stdio: 'ignore' });
  put('after a refusal');
  await until('an access token that the server takes no more is replaced', () => came('after a refusal'), 90);

  const smtp = await submission((token) => provider.good.has(token));
  provider.refresh.add('smtp.0');
  const channel = await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'By token', events: ['ticket.created'], settings: { host: '127.0.0.1', port: String(smtp.port), security: 'none', username: 'desk@msp.test', token_url: `${provider.url}/token`, client_id: 'steward', client_secret: 'correct-secret', refresh_token: 'smtp.0', from: 'desk@msp.test', to: 'anna@harbour.test' } });
  const test = () => steward.api('POST', `/api/v1/channels/${channel.channel_id}/test`, {});
  await test();
  await until('a mail is sent by XOAUTH2', () => smtp.taken.length === 1, 30);
  const before = provider.asked;
  await test();
  await until('and a second one', () => smtp.taken.length === 2, 30);
  check(provider.asked === before, 'with the same access token');
  check([...provider.refresh].some((one) => /^smtp\.\d/.test(one)) && !provider.refresh.has('smtp.0'), 'the refresh token was used up');
  await steward.stop_server();
  await steward.start_server();
  await test();
  await until('after a restart the next one is used', () => smtp.taken.length === 3, 30);
  const shown = JSON.stringify(await steward.api('GET', '/api/v1/channels'));
  check(!shown.match(/correct-secret|smtp\.\d/), 'no secret is shown');
  check(!fs.readFileSync(path.join(steward.folder, 'server.log'), 'utf8').match(/correct-secret|access-\d|smtp\.\d|imap\.\d/), 'and none is in the log');
});
