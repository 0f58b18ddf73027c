// Every way that the console and the portal offer is open to whoever it is offered to.
import { check } from '../e2e/installation.mjs';
import { browser_story } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { Known, walk_as } from './walk.mjs';

async function tell(steward, seen) {
  const { clients } = await steward.api('GET', '/api/v1/clients');
  const { roles } = await steward.api('GET', '/api/v1/roles');
  const only = process.env.STEWARD_ROLES?.split(',');
  const all = roles.filter(({ permissions }) => permissions.length > 0);
  check(all[0].code === 'OWN' && all.filter(({ side }) => side !== 'client').length === 13 && all.length === 18, 'thirteen roles of ours and five of a client');
  const waiting = all.filter(({ code }) => !only || only.includes(code));
  const known = new Known();
  const failed = [];
  const walks = async () => {
    for (let role = waiting.shift(); role; role = waiting.shift()) {
      // Who reads everything and may change nothing is shown every page too: nothing of it rests on what the owner was shown.
      const of_it = role.code === 'AUD' ? Known.of_nothing(known.questions) : known;
      await walk_as(steward, seen, role, clients[0].client_id, of_it).catch((error) => failed.push(error.message));
    }
  };
  // Two at a time, once the owner has seen everything.
  await walk_as(steward, seen, waiting.shift(), clients[0].client_id, known).catch((error) => failed.push(error.message));
  await Promise.all([walks(), walks()]);
  if (failed.length > 0) throw new Error(failed.join('\n'));
}
tell.before = with_demonstration;

await browser_story('Nobody is offered a page, a view or a key that the server refuses them, whatever their role.', 'places', tell);
