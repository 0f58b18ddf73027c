import { expect, test } from "vitest";
import guide from "../../../docs/guide/import.md?raw";
import source from "../../../server/modules/imports/fields.cpp?raw";
import { fieldNames } from "./fields";

// The same fields in the server, on the page and in the guide.
const inServer = (kind: string) =>
  [...(source.split(`${kind}_fields[] = {`)[1]?.split("\n};")[0] ?? "").matchAll(/\{"([a-z_0-9]+)"/g)].map((match) => match[1]);
const inGuide = (kind: string) =>
  [...(guide.split(`(\`"record": "${kind}"\`)`)[1]?.split("\n###")[0] ?? "").matchAll(/^\| `([a-z_0-9]+)`/gm)].map((match) => match[1]);

test("every kind has the same fields everywhere", () => {
  for (const [kind, names] of Object.entries(fieldNames)) {
    expect(inServer(kind)).toEqual(names);
    expect(inGuide(kind)).toEqual(names);
  }
});
