// What a client's people use, what it needs, and a ticket that names it: from the client's page, and from the portal on a phone.
import { check, until } from '../e2e/installation.mjs';
import { browser_story, look_at, picture } from './console.mjs';
import { invite, owner_link, password, redeem } from './people.mjs';

async function add(page, name, needed) {
  await page.getByRole('button', { name: 'Add service' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  if (needed) await dialog.getByLabel('Another service').selectOption({ label: needed });
  await picture(page, `service-add-${name.toLowerCase()}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name, exact: true }).waitFor();
}

/** Somebody of the client: a password is enough. */
async function enter(page, link) {
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/portal');
}

await browser_story('A client’s services, and tickets about them.', 'services', async (steward, seen) => {
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await look_at(page, `/clients/${client.client_id}`, 'services-none', async () => { await page.getByText('No service yet.').waitFor(); });
  await add(page, 'Network');
  await add(page, 'Mail', 'Network');
  const { services } = await steward.api('GET', '/api/v1/services');
  const mail = services.find((one) => one.name === 'Mail');
  check(mail.need_count === 1, 'mail needs the network');
  await page.getByRole('button', { name: 'Change Network' }).click();
  await page.getByRole('dialog').getByText('Needed by Mail.').waitFor();
  await look_at(page, '', 'service-dialog', async () => { await page.getByRole('dialog').getByText('Needed by Mail.').waitFor(); });
  await page.getByRole('dialog').getByLabel('Another service').selectOption({ label: 'Mail' });
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').getByText('both would need each other').waitFor();
  await picture(page, 'service-circle');
  check(true, 'what would need itself is refused in words');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await look_at(page, `/clients/${client.client_id}`, 'services', async () => {
    await page.getByRole('cell', { name: 'Mail', exact: true }).waitFor();
    await page.getByRole('cell', { name: 'Mail', exact: true }).scrollIntoViewIfNeeded();
  });

  await page.goto(`/tickets?client=${client.client_id}&make=ticket`);
  const form = page.getByRole('dialog');
  await form.getByLabel('What it is about').fill('No mail since the morning');
  await form.getByLabel('Service').selectOption({ label: 'Mail' });
  await picture(page, 'ticket-with-service');
  await form.getByRole('button', { name: 'Open ticket' }).click();
  await page.getByRole('heading', { name: 'Affected' }).waitFor();
  await page.getByText('service', { exact: true }).first().waitFor();
  await picture(page, 'ticket-affected-service');
  check(true, 'the ticket says which service does not work');

  const link = await invite(steward, 'Carla Client', 'carla@harbour.test', ['CUS'], [client.client_id]);
  const phone = await seen.page({ width: 390, height: 844, touch: true });
  await enter(phone, link);
  await phone.goto('/portal/new');
  await phone.getByLabel('In one line').fill('My mail does not come');
  await phone.getByLabel('What does not work?').selectOption({ label: 'Mail' });
  await picture(phone, 'portal-service');
  await phone.getByRole('button', { name: 'Go on' }).click();
  await phone.getByRole('button', { name: 'Send' }).click();
  await until('the ticket of the portal names the service', async () => {
    const { tickets } = await steward.api('GET', '/api/v1/tickets?filter=source:portal');
    if (tickets.length === 0) return false;
    const { affected } = await steward.api('GET', `/api/v1/tickets/${tickets[0].ticket_id}/relations`);
    return affected.some((one) => one.kind === 'service' && one.name === 'Mail');
  });

  await page.goto(`/clients/${client.client_id}`);
  await page.getByRole('button', { name: 'Change Mail' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retire it' }).click();
  await page.getByRole('cell', { name: 'retired' }).waitFor();
  await page.getByRole('button', { name: 'Take Mail into use again' }).click();
  await page.getByRole('cell', { name: 'retired' }).waitFor({ state: 'detached' });
  check(true, 'a retired service comes back');
});
