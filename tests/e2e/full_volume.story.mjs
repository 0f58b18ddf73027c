import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { check, free_port, story, until } from './installation.mjs';

await story('A volume really fills: alert, ticket, mail in a real mailbox; freed: alert cleared, ticket still open.', 'volume', async (steward) => {
  const mail_port = await free_port();
  const mail = path.join(steward.folder, 'postfix');
  const here = path.dirname(new URL(import.meta.url).pathname);
  execFileSync(`${here}/postfix.sh`, ['start', mail, String(mail_port)], { stdio: 'ignore' });
  steward.at_end(() => execFileSync(`${here}/postfix.sh`, ['stop', mail, String(mail_port)]));
  const volume = path.join(steward.folder, 'volume');
  fs.mkdirSync(volume);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', volume]);
  steward.at_end(() => execFileSync('umount', ['-l', volume]));

  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision');
  const channel = await steward.api('POST', '/api/v1/channels', {
    kind: 'email', name: 'Desk', events: ['ticket.created', 'alert.cleared'],
    settings: { host: '127.0.0.1', port: String(mail_port), security: 'none', from: 'Steward <steward@alderway.test>', to: 'desk@alderway.test' },
  });
  check(channel.enabled, 'the mail channel is on');
  await steward.api('POST', `/api/v1/clients/${device.client_id}/exemptions`, {
    device_id: device.device_id, check: 'S01', item: volume, hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
    reason: 'end-to-end test with short times', expires_at_unix_ms: Date.now() + 3600_000,
  });
  const volume_check = () => steward.api('GET', `/api/v1/devices/${device.device_id}/checks`).then((answer) => answer.checks.find((one) => one.check === 'S01' && one.item === volume));
  await until('the volume is watched and well', async () => (await volume_check())?.state === 'ok', 90);

  const screen = steward.live();
  fs.writeFileSync(path.join(volume, 'ballast'), Buffer.alloc(15.4 * 1024 * 1024));
  await until('the check is critical', async () => (await volume_check()).state === 'critical', 60);
  const alert = await until('one alert is open', async () => {
    const { alerts } = await steward.api('GET', `/api/v1/alerts?filter=${encodeURIComponent(`check:S01 item:"${volume}" state:open`)}`);
    return alerts.length === 1 && alerts[0];
  });
  check(alert.last_value > 90 && alert.plain_text.length > 20, `the alert says the value and what it means: ${alert.last_value} %, ${alert.priority}, "${alert.plain_text}"`);
  await until('open screens were told of it', () => screen.text.includes(alert.alert_id), 5);
  if (alert.priority === 'P1' || alert.priority === 'P2') {
    check((await steward.api('GET', `/api/v1/incidents/${alert.incident_id}`)).state !== 'closed', 'an incident is open for it');
  }
  const ticket = await until('one ticket stands', async () => {
    const { tickets } = await steward.api('GET', '/api/v1/tickets?filter=is:open');
    return tickets.find((one) => one.alert_id === alert.alert_id);
  });
  check(ticket.client_name === 'Harbour Precision', `the ticket is the client's: ${ticket.reference} ${ticket.title}`);
  const letters = () => fs.readdirSync(path.join(mail, 'mail/new')).map((file) => fs.readFileSync(path.join(mail, 'mail/new', file), 'utf8'));
  await until('the mail is in the mailbox', () => letters().some((letter) => letter.includes(ticket.reference)), 30);

  fs.rmSync(path.join(volume, 'ballast'));
  await until('the alert is cleared', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).state === 'cleared', 60);
  check((await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}`)).state !== 'closed', 'the ticket is still open');
  const mails = letters().filter((letter) => letter.includes(ticket.reference));
  check(mails.filter((letter) => /^Subject:.*/m.exec(letter)[0].includes(ticket.reference)).length === 1, `the ticket was told once: ${/^Subject:.*/m.exec(mails[0])[0]}`);
});
