// 200+ realistic tickets, looked at.
import { browser_story, picture, overflow, violations } from '/work/main/tests/browser/console.mjs';
import { owner_link, redeem } from '/work/main/tests/browser/people.mjs';
const titles = ['Outlook asks for the password again and again since this morning','VPN drops every ten minutes from the home office','New joiner starts on Monday: laptop, mailbox, badge','Printer in the warehouse prints strips','Cannot open the shared calendar of the board','Backup of SRV-FILE-02 failed twice','Request: second screen','Teams meeting room: no sound','Certificate of the web shop expires in 6 days','Drive H: is full','Phone of reception does not ring','MFA device lost, urgent','Please restore the folder Offers/2025 from Thursday','Slow ERP in the afternoon, all of accounting','Licence for Acrobat','Wi-Fi in meeting room 4','Phishing mail reported by three people','Keyboard broken','Database server: memory above 95 %','Leaver on Friday: access to be taken away','Monitor flickers','SQL error 1205 when closing the month','Fax to mail does not work any more since the move of the telephone lines to the new provider (ticket of the vendor 88-23411)'];
async function tell(steward, seen) {
  const clients = [];
  for (const name of ['Harbour Precision AG','Nordlicht Apotheke','Weber & Söhne Treuhand','Alpen Logistik GmbH','Zahnarzt Dr. Keller']) {
    const { client_id } = await steward.api('POST', '/api/v1/clients', { name, zone: 'Europe/Zurich' });
    const people = [];
    for (const person of ['Ana Lima','Bernd Hofstetter','Carla Costa','Dario Ferrari-Montanelli']) people.push((await steward.api('POST', `/api/v1/clients/${client_id}/people`, { name: person })).person_id);
    clients.push({ client_id, people });
  }
  let first;
  for (let i = 0; i < 215; ++i) {
    const c = clients[i % 5];
    const t = await steward.api('POST', `/api/v1/clients/${c.client_id}/tickets`, { kind: i % 3 ? 'incident' : 'request', source: ['phone','email','portal'][i % 3], title: titles[i % titles.length], description: i % 4 ? '' : 'It began this morning after the update. Two colleagues have it too. We tried a restart.', impact: ['limited','limited','significant','extensive'][i % 4], urgency: ['low','medium','high'][i % 3], requester_person_id: c.people[i % 4] });
    first ??= t;
    if (i % 4 === 1) await steward.api('POST', `/api/v1/tickets/${t.ticket_id}/state`, { state: 'triaged' });
    if (i % 4 === 2) { await steward.api('POST', `/api/v1/tickets/${t.ticket_id}/state`, { state: 'triaged' }); await steward.api('POST', `/api/v1/tickets/${t.ticket_id}/state`, { state: 'in_progress' }); }
    if (i % 8 === 2) await steward.api('POST', `/api/v1/tickets/${t.ticket_id}/state`, { state: 'waiting_client', message: 'Which version is it?' });
  }
  const say = (text, internal) => steward.api('POST', `/api/v1/tickets/${first.ticket_id}/messages`, { text, internal });
  await say('Good morning, we look at it. Does it happen on the other laptop too?', false);
  await say('Probably the token cache. @Olivia Owner has seen this at Nordlicht.', true);
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const state = await page.context().storageState();
  const shots = async (name, address, wait, prep) => {
    for (const look of [{ n: 'light' }, { n: 'dark', theme: 'dark' }, { n: 'phone', width: 390, height: 844, touch: true }]) {
      const one = look.n === 'light' ? page : await seen.page(look);
      if (one !== page) await one.context().addCookies(state.cookies);
      await one.goto(address); await wait(one); if (prep) await prep(one);
      await picture(one, `look-${name}-${look.n}`);
      const bad = [...await violations(one), ...await overflow(one)];
      if (bad.length) console.log(name, look.n, bad.join('\n'));
      if (one !== page) await one.context().close();
    }
  };
  const grid = (p) => p.getByRole('grid').getByRole('row').nth(6).waitFor();
  await shots('queue', '/tickets?q=is%3Aopen', grid);
  await shots('pane', `/tickets?q=is%3Aopen&open=${first.ticket_id}`, (p) => p.getByText('Which').or(p.getByText('Good morning')).first().waitFor());
  await shots('ticket', `/tickets/${first.ticket_id}`, (p) => p.getByText('Good morning').waitFor());
  await shots('board', '/dispatch', (p) => p.getByRole('region', { name: 'Nobody' }).getByRole('listitem').first().waitFor());
  await shots('bulk', '/tickets?q=is%3Aopen', grid, async (p) => { await p.keyboard.press('x'); await p.getByRole('toolbar', { name: 'Selected rows' }).waitFor(); await p.keyboard.press('*'); });
  await shots('columns', '/tickets?q=is%3Aopen&columns=title,tags,client,due', grid);
  await shots('filtered', '/tickets?q=is%3Aopen%20nothinglikethis', (p) => p.getByText('No ticket matches').waitFor());
  await shots('bad', '/tickets?q=nokey%3Ax', (p) => p.getByRole('alert').first().waitFor());
  await shots('noneview', '/tickets?q=state%3Aresolved', (p) => p.getByText('No ticket under').waitFor());
}
await browser_story('look', 'look', tell);
