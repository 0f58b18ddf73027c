// Without a mouse: the palette, the keys, moving through lists, dialogs that give the focus back.
import { check } from '../e2e/installation.mjs';
import { accessible, browser_story, picture } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { owner_link, redeem } from './people.mjs';

async function tell(steward, seen) {
  const page = await seen.page();
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  await redeem(page, owner_link(steward));
  await page.getByRole('region', { name: 'Needs a person' }).waitFor();

  for (const [letter, address] of [['d', 'devices'], ['a', 'alerts'], ['i', 'incidents'], ['t', 'tickets'], ['c', 'clients'], ['m', 'maintenance'], ['s', 'settings/people'], ['n', 'now']]) {
    await press('g', letter);
    await page.waitForURL((url) => url.pathname === `/${address}`);
  }
  check(true, 'g and a letter go to every page');

  await press('Control+k');
  const box = page.getByRole('combobox', { name: 'Search or run a command' });
  await box.waitFor();
  await accessible(page, 'the palette is accessible');
  const device = (await steward.api('GET', '/api/v1/devices?page_size=1')).devices[0];
  await page.keyboard.type(device.name);
  await page.getByRole('option').filter({ hasText: device.name }).first().waitFor();
  await picture(page, 'palette');
  await page.waitForFunction((name) => document.querySelector('[role=option][aria-selected=true]')?.textContent.includes(name), device.name);
  await press('Enter');
  await page.waitForURL(`**/devices/${device.device_id}*`);
  check(true, `the palette leads to ${device.name}`);

  await press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await accessible(page, 'the sheet of keys is accessible');
  await picture(page, 'keys');
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await press('g', 'd');
  const grid = page.getByRole('grid', { name: 'Devices' });
  await grid.getByRole('row').nth(3).waitFor();
  await press('j', 'j', 'k', 'Enter');
  await page.waitForURL(/open=/);
  const second = await grid.getByRole('row').nth(2).getAttribute('aria-selected');
  check(second === 'true', 'j, k and Enter open the second device beside the list');
  await press('Escape');
  await page.waitForURL((url) => !url.search.includes('open='));
  await press('x', 'j', 'Shift+x');
  await page.getByRole('toolbar', { name: 'Picked devices' }).getByText('2 selected').waitFor();
  await press('Escape');
  await page.getByRole('toolbar', { name: 'Picked devices' }).waitFor({ state: 'detached' });
  check(true, 'x and Shift+x pick rows, Escape lets them go');
  await press('/');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Filter devices' || document.activeElement?.tagName === 'INPUT');
  await page.keyboard.type('status:critical');
  await page.waitForURL(/status/);
  check(true, '/ goes to the filter, and the filter stands in the address');
  await choose_another_key(page);
  await tab_through(page);
}

/** A single key is exchanged for another in the sheet of keys, and kept. */
async function choose_another_key(page) {
  await page.goto('/devices');
  const rows = page.getByRole('grid', { name: 'Devices' }).getByRole('row');
  await rows.nth(3).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Change keys' }).click();
  await page.getByRole('button', { name: 'Change the key for: Select the row' }).click();
  await page.getByRole('button', { name: 'Change the key for: Select the row' }).filter({ hasText: 'Press a key' }).waitFor();
  await page.keyboard.press('v');
  await page.getByRole('button', { name: 'Change the key for: Select the row' }).filter({ hasText: 'v' }).waitFor();
  await accessible(page, 'changing keys is accessible');
  await page.reload();
  await rows.nth(3).waitFor();
  await page.keyboard.press('v');
  await page.getByRole('toolbar', { name: 'Picked devices' }).getByText('1 selected').waitFor();
  check(true, 'the exchanged key does its work, also after loading the page again');
}

/** Tab reaches the page's controls in order, and what has the focus can be seen. */
async function tab_through(page) {
  await page.goto('/settings/people');
  await page.getByRole('button', { name: 'Invite a person' }).waitFor();
  const reached = new Set();
  for (let i = 0; i < 90 && !reached.has('Invite a person'); i++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label') || ''));
  }
  check(reached.has('Invite a person'), 'Tab reaches the button that invites a person');
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(ring !== 'none', 'what has the focus has a ring around it');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Invite a person' }).waitFor();
  await accessible(page, 'the dialog is accessible');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.matches('button') && document.activeElement.textContent.includes('Invite a person'));
  check(true, 'closing the dialog gives the focus back');
  await written_and_not_lost(page);
}

/** One key that was meant for something else costs nobody what they wrote. */
async function written_and_not_lost(page) {
  await page.getByRole('button', { name: 'Invite a person' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite a person' });
  await dialog.waitFor();
  await dialog.getByRole('textbox').first().fill('Nina Neu');
  await page.keyboard.press('Escape');
  await dialog.getByText('Esc once more throws away').waitFor();
  await accessible(page, 'the question is accessible');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  check(true, 'Esc asks before it throws away what was written, and does so the second time');
}
tell.before = with_demonstration;

await browser_story('Everything can be done with the keyboard.', 'keyboard', tell);
