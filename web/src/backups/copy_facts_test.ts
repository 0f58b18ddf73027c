import { expect, test } from "vitest";
import { copyFacts, lastTold } from "./copy_facts";

const run = (repository: string, started_at_unix_ms = 1) => ({ repository, state: "success", started_at_unix_ms });
const known = (repository: string) =>
  copyFacts([run(repository)])
    .filter((one) => one.isKnown)
    .map((one) => one.name);

test("what no machine can see is said to be not known, never left out", () => {
  const facts = copyFacts([run("/srv/backup")]);
  expect(facts.filter((one) => !one.isKnown).map((one) => one.name)).toEqual(["On another machine"]);
  expect(copyFacts([])).toEqual([{ name: "Its copies lie", text: "not known: no run has told where it writes to", isKnown: false }]);
});

test("another machine is known by how the repository is written, a folder is not", () => {
  for (const there of ["sftp:b@h:/srv", "rest:https://h/", "s3:s3.example/bucket", "ssh://h/./x", "b@store:repo", "remote:files"])
    expect(known(there), there).toContain("On another machine");
  for (const here of ["/srv/backup", "./backup", "C:\\backup", "/mnt/a:b"]) expect(known(here), here).not.toContain("On another machine");
});

test("the newest run that told of a place counts", () => {
  expect(lastTold([run("/old", 1), run("", 3), run("/new", 2)])?.repository).toBe("/new");
});
