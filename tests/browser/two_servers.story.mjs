// Two servers on one PostgreSQL: who is at a ticket, and what was written in it, is seen on the screens of both.
import fs from 'node:fs';
import path from 'node:path';
import { check, free_port, Installation, until } from '../e2e/installation.mjs';
import { own_postgres } from '../e2e/postgres.mjs';
import { browser_story, Console, picture } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

process.env.STEWARD_POSTGRES = own_postgres();

/** Another server of the same installation: the same key, its own folder and ports. */
async function another_server(first) {
  const state = path.join(first.folder, 'second');
  fs.mkdirSync(state, { mode: 0o700 });
  for (const file of ['master.key', 'setup']) if (fs.existsSync(path.join(first.state, file))) fs.cpSync(path.join(first.state, file), path.join(state, file));
  const second = Object.assign(Object.create(Installation.prototype), first, { state, port: await free_port(), agent_port: await free_port(), agents: new Map(), undone: [] });
  await second.start_server();
  first.at_end(() => second.server.kill('SIGKILL'));
  return second;
}

await browser_story('Two servers on one database: people see each other, and what happens, on both.', 'two-servers', async (steward, seen) => {
  const second = await another_server(steward);
  const { client_id } = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const ticket = await steward.api('POST', `/api/v1/clients/${client_id}/tickets`, { source: 'phone', title: 'The door camera is dark' });
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const there = await Console.open(second);
  try {
    const ben = await there.page();
    const link = await invite(steward, 'Ben Berger', 'ben@alderway.test', ['TEC']);
    await redeem(ben, link);
    await page.goto(`/tickets/${ticket.ticket_id}`);
    await ben.goto(`/tickets/${ticket.ticket_id}`);
    await page.getByText('Ben Berger has this ticket open.').waitFor();
    await ben.getByText('Olivia Owner has this ticket open.').waitFor();
    check(true, 'each server shows who is on the other');
    await page.getByRole('textbox', { name: 'Reply to the client' }).fill('I look');
    await ben.getByText('Olivia Owner is answering this ticket.').waitFor();
    check(true, 'and who writes');
    await picture(ben, 'two-servers');
    const begin = Date.now();
    await second.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text: 'The cable was loose.', internal: true });
    await page.getByText('The cable was loose.').waitFor();
    check(Date.now() - begin < 10_000, 'what is written at one server is on the screens of the other at once, without a reload');
    await page.goto('/now');
    await ben.getByText('Olivia Owner is answering this ticket.').waitFor({ state: 'detached' });
    check(true, 'who leaves at one is gone at the other');
    await second.stop_server('SIGKILL');
    check((await steward.raw('GET', '/readyz')).status === 200, 'one server goes on when the other is killed');
    await until('and forgets who was at the other', async () => {
      const { others } = await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/presence`);
      return (others ?? []).length === 0;
    });
  } finally {
    await there.browser.close();
  }
});
