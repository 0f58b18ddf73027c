import { spawnSync } from 'node:child_process';
import { check, story, until } from './installation.mjs';

await story('The page of metrics is what Prometheus wants.', 'metrics', async (steward) => {
  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '10'] });
  await until('a report is stored', async () => (await steward.observed(device.device_id, 'uptime_seconds', 10)).length >= 1);
  const page = await fetch(`http://127.0.0.1:${steward.port}/metrics`);
  const text = await page.text();
  check(page.status === 200 && page.headers.get('content-type').startsWith('text/plain; version=0.0.4'), `${text.split('\n').length} lines from the loopback address`);
  const verdict = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  check(verdict.status === 0, `promtool check metrics ends with ${verdict.status}: ${verdict.stdout}${verdict.stderr}`);
  check((await steward.number('steward_ingest_reports_total')) >= 1, 'and it counts the report');
  for (const [route, wanted] of [['/healthz', 200], ['/readyz', 200]]) check((await fetch(`http://127.0.0.1:${steward.port}${route}`)).status === wanted, `${route} answers ${wanted}`);
});
