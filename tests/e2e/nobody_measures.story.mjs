// What measures and what has the network are two processes: when the first hangs or dies, the machine is unknown and the agent is not silent.
import fs from 'node:fs';
import { check, story, until } from './installation.mjs';

/** What a process alone has written to, in KiB: OpenSSL's tables are 350 of it in a process that has them. */
const own_kib = ({ pid }) => Number(/^Private_Dirty: +(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);

await story('While nobody measures, the machine is unknown, the agent stays connected and says so; then the numbers go on.', 'measuring', async (steward) => {
  await steward.start_server();
  const device = await steward.add_agent('files', 'Harbour Precision', { options: ['--interval', '10'] });
  const measured = () => steward.observed(device.device_id, 'memory_available_percent', 0);
  const of_its_own = () => steward.observed(device.device_id, 'agent_spool_bytes', 0);
  const agent = steward.agents.get('files');
  await until('the machine is measured', async () => (await measured()).length >= 2, 40);
  check(steward.agent_status('files').measuring === 'in a process of its own, without a network', 'the agent says that it measures apart');

  const [network, measuring] = [own_kib(agent.process), own_kib(agent.measuring)];
  check(measuring < 500 && network + measuring < 1536, `and has given back what only TLS needs: ${measuring} KiB of its own, ${network} of the other's`);

  agent.measuring.kill('SIGSTOP');
  await until('the agent says that nobody answers', async () => steward.agent_status('files').measuring.includes('does not answer'), 40);
  const before = await measured(), own = (await of_its_own()).length;
  await until('two more reports come all the same', async () => (await of_its_own()).length >= own + 2, 60);
  check((await measured()).length === before.length, 'in them the machine is unknown: no number is made up');
  check(steward.agent_status('files').connected, 'and the agent is connected');
  agent.measuring.kill('SIGCONT');
  await until('it measures again when it goes on', async () => (await measured()).length > before.length, 60);
  check(steward.agent_status('files').measuring === 'in a process of its own, without a network', 'and says so');

  agent.measuring.kill('SIGKILL');
  await until('the agent says that it is gone', async () => steward.agent_status('files').measuring.includes('does not answer'), 40);
  const gone = (await measured()).length;
  steward.start_measuring('files');
  await until('a new one measures', async () => (await measured()).length > gone, 60);
  check((await steward.api('GET', `/api/v1/devices/${device.device_id}`)).connected, 'the device never left');
});
