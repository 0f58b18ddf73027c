// Mail for the stories: a private Postfix, and a sender that says exactly what it is told.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { free_port } from './installation.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);

/** A private, real Postfix; mail for msp.test goes to `lmtp`, a port or the path of a socket, all other lands in `letters()`. `milter_port`
 * looks at what comes in. */
export async function post_office(steward, lmtp, milter_port) {
  const port = await free_port();
  const folder = path.join(steward.folder, 'postfix');
  const words = [folder, String(port), ...[lmtp, milter_port].filter(Boolean).map(String)];
  execFileSync(path.join(here, 'postfix.sh'), ['start', ...words], { stdio: 'ignore' });
  steward.at_end(() => execFileSync(path.join(here, 'postfix.sh'), ['stop', ...words]));
  const arrived = path.join(folder, 'mail/new');
  return {
    port,
    letters: () => (fs.existsSync(arrived) ? fs.readdirSync(arrived).map((file) => fs.readFileSync(path.join(arrived, file), 'utf8')) : []),
    waiting: () => execFileSync('postqueue', ['-c', path.join(folder, 'config'), '-j'], { encoding: 'utf8' }).split('\n').filter(Boolean).length,
    send: (mail) => send(port, mail),
  };
}

/** One mail by SMTP. `from` and `to` are the envelope's; `text` is the whole mail, lines end with LF. */
export function send(port, { from, to, text }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    const mail = text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n').replaceAll('\r\n.', '\r\n..');
    const steps = ['EHLO story', `MAIL FROM:<${from}>`, ...[to].flat().map((one) => `RCPT TO:<${one}>`), 'DATA', `${mail}\r\n.`, 'QUIT'];
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (part) => {
      heard += part;
      for (let line; (line = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(heard)); heard = heard.slice(line[0].length)) {
        if (Number(line[1]) >= 400) return reject(new Error(`the mail server said: ${line[0]}`));
        if (steps.length === 0) return resolve();
        socket.write(`${steps.shift()}\r\n`);
      }
    });
  });
}

/** The parts of a letter of ours: its plain words, its page, its files. Every one of them travels in base64. */
export function parts_of(letter) {
  const parts = letter.replaceAll('\r\n', '\n').split(/^--=_\w+(?:--)?$/m);
  const of = (part) => {
    const [head, ...body] = part.trimStart().split('\n\n');
    const name = /filename\*=UTF-8''(\S+)/.exec(head)?.[1] ?? /filename="([^"]*)"/.exec(head)?.[1];
    return { type: /Content-Type: *([\w/.+-]+)/i.exec(head)?.[1], name: name && decodeURIComponent(name), bytes: Buffer.from(body.join(''), 'base64') };
  };
  const leaves = (parts.length > 1 ? parts.slice(1) : parts).map(of).filter((one) => one.type && !one.type.startsWith('multipart/'));
  const words = (type) => leaves.find((one) => one.type === type && !one.name)?.bytes.toString() ?? '';
  return { text: words('text/plain'), page: words('text/html'), files: leaves.filter((one) => one.name) };
}

export const header = (letter, name) => new RegExp(`^${name}: *((?:.*\\n[ \\t]+)*.*)`, 'im').exec(letter)?.[1].replaceAll(/\s*\n\s*/g, ' ').trim() ?? '';
