// The demonstration in a story's installation. Its three months take twenty seconds of a processor to tell: of the stories that run together
// the first one tells them, and each begins with a copy of its own.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../e2e/installation.mjs';

/** Before the server is started. STEWARD_SHARED: the folder of all stories of one run (tests/stories.sh); without it the story stands alone. */
export async function with_demonstration(steward) {
  const shared = process.env.STEWARD_SHARED;
  if (!shared) return void steward.cli('demo', 'add');
  const told = path.join(shared, 'demonstration');
  if (is_first(`${told}.begun`)) {
    try {
      steward.cli('demo', 'add');
      execFileSync('cp', ['-a', steward.state, `${told}.part`]);
      fs.renameSync(`${told}.part`, told);
    } catch (error) {
      fs.rmdirSync(`${told}.begun`);  // whoever waits says what is missing, whoever comes tries again
      throw error;
    }
    return;
  }
  await until('another story has told the demonstration', () => fs.existsSync(told), 180, true);
  fs.rmSync(steward.state, { recursive: true });
  execFileSync('cp', ['-a', told, steward.state]);
}

function is_first(folder) {
  try {
    fs.mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
