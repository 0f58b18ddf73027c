// docs/guide/api.md, typed word for word into one shell by a program with a token: what the page says comes back.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, story } from './installation.mjs';
import { owner_link, Person } from './person.mjs';

const guide = fs.readFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs/guide/api.md'), 'utf8');
const blocks = [...guide.matchAll(/^```sh\n([^`]*)^```/gm)].map((block) => block[1]);

await story('The guide to the API: each of its commands does what stands beside it.', 'api-guide', async (steward) => {
  await steward.start_server();
  const olivia = new Person(steward);
  await olivia.redeem(owner_link(steward), 'four quiet otters by the weir');
  await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', '/api/v1/clients', { name: 'Weir Foods', zone: 'UTC' });
  const { secret } = await olivia.done('POST', '/api/v1/tokens', { name: 'The guide', permissions: ['client.read', 'client.create', 'client.write', 'device.read'], valid_days: 1 });

  const mark = '== the next block';
  const typed = spawnSync('bash', ['-u'], {
    encoding: 'utf8', cwd: steward.folder, input: blocks.join(`\necho '${mark}'\n`),
    env: { ...process.env, SERVER: `http://127.0.0.1:${steward.port}`, STEWARD_TOKEN: secret },
  });
  check(typed.stderr === '', `the shell has nothing to say: ${typed.stderr}`);
  const said = typed.stdout.split(`${mark}\n`);
  check(said.length === blocks.length, `all ${blocks.length} blocks were typed`);
  const expected = [
    /^[1-9]\d\d\n$/,
    /"Harbour Precision"\n"Weir Foods"\n/,
    /^$/,
    /"name": "Bakery Miller",\n\s+"zone": "Europe\/Berlin",\n\s+"created_at_unix_ms": \d{13},[^]*"edit"[^]*\n"opens at four in the morning"\n$/,
    /"total": 3,[^]*"next_page_token": "[^"]+",[^]*"first": "Bakery Miller"[^]*\n1\n$/,
    /^1\n0\n.*colour.*name.*\n$/,
    /^"opens at five"\n\{\n\s+"status": 412,\n\s+"code": "[a-z_.]+"\n\}\n$/,
    /^"Quay Books"\nidempotency-replayed: true\r?\n"request\.key_reused"\n1\n$/i,
    /"type": "\/problems\/[a-z_.]+"[^]*"status": 400[^]*"detail": "[^"]+\.?"[^]*"instance": "[^"]+"[^]*"code": "[a-z_.]+"[^]*"pointer": "\/(name|zone)"/,
    /^data: \{"topic":"client","id":"[0-9a-f-]{36}","json":".*"\}\n/,
  ];
  check(expected.length === blocks.length, 'each has something to expect');
  expected.forEach((pattern, i) => check(pattern.test(said[i]), `block ${i + 1}: ${said[i].replaceAll(/\s+/g, ' ').slice(0, 160)}`));
});
