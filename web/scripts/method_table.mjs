// In the built console each method of the API stands where it is called: the table of all of them, which grows with every
// method of the server, would be part of what a first visit loads.
import { readFileSync } from "node:fs";

const table = new URL("../src/api/generated/schema.ts", import.meta.url);

/** A Vite plugin. Sources write `methods.listTickets`; nothing may use the table in another way. */
export function methodTable() {
  const methods = new Map();
  return {
    name: "method-table",
    apply: "build",
    enforce: "post",
    buildStart() {
      methods.clear();
      for (const [, name, verb, path] of readFileSync(table, "utf8").matchAll(/^ {2}(\w+): method<.*>\(\{ verb: "(\w+)", path: "([^"]+)" \}\),$/gm)) methods.set(name, `({verb:"${verb}",path:"${path}"})`);
      if (methods.size === 0) this.error("there is no method in the generated table");
    },
    transform(code, id) {
      const file = id.split("?")[0];
      if (file.endsWith("/src/api/generated/schema.ts")) return { code: code.replace(/export const methods = \{[\s\S]*\n\};?/, "export const methods = {};"), map: null };
      if (!/\/src\/.*\.tsx?$/.test(file) || !/\bmethods\b/.test(code)) return undefined;
      const next = code.replaceAll(/(?<![\w.$])methods\.(\w+)\b/g, (_, name) => methods.get(name) ?? this.error(`there is no method ${name}`));
      return { code: next, map: null };
    },
  };
}
