// Which modules share a file. Left to itself the bundler makes a file for every set of pages that use the same modules: the list of
// devices came in sixty, and a browser asks for six at a time. Here what many pages use is in few files; the portal never
// loads what only the console shows.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const entry = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const manyPages = 6; // from so many pages on a module is in the file of all pages

function closure(read, begin, withLazy) {
  const seen = new Set(),
    open = [begin];
  while (open.length > 0) {
    const id = open.pop();
    if (seen.has(id)) continue;
    seen.add(id);
    const { imports, lazy } = read(id);
    open.push(...imports, ...(withLazy ? lazy : []));
  }
  return seen;
}

/** `read(id)` tells what a module imports and what it loads later. Gives back a module's file by its name, none for what stays as it is. */
export function planFiles(read, consoleEntry, portalEntry) {
  const first = closure(read, consoleEntry, false),
    portalFirst = closure(read, portalEntry, false),
    ofPortal = closure(read, portalEntry, true);
  const parts = new Set([...closure(read, consoleEntry, true)].flatMap((id) => read(id).lazy));
  const uses = new Map();
  for (const part of parts) {
    for (const id of closure(read, part, false)) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return (id) => {
    if (first.has(id)) return portalFirst.has(id) ? "base" : ofPortal.has(id) ? "common" : "console";
    const shared = uses.get(id) ?? 0;
    if (parts.has(id) || shared < 2) return undefined;
    if (portalFirst.has(id)) return shared >= manyPages ? "base" : undefined;
    const room = /\/src\/([a-z_]+)\//.exec(id)?.[1] ?? "";
    if (shared >= manyPages || ["ui", "app"].includes(room) || isIcon(id)) return ofPortal.has(id) ? "parts" : "pages";
    return room && !ofPortal.has(id) ? `${room}_parts` : undefined;
  };
}

// Icons are imported by name from one module that names them all: that one would make everybody a user of every icon.
const isIcon = (id) => id.includes("/lucide-react/");
const allIcons = (id) => id.endsWith("/lucide-react.mjs");
function iconFiles(barrel) {
  const files = new Map();
  for (const [, names, file] of readFileSync(barrel, "utf8").matchAll(/^export \{ (.*) \} from '(.*)';$/gm)) {
    for (const [, name] of names.matchAll(/default as (\w+)/g)) files.set(name, path.join(path.dirname(barrel), file));
  }
  return files;
}

/** For `output.codeSplitting`. */
export function sharedFiles() {
  let plan, icons;
  const reader = (context) => {
    const known = new Map();
    return (id) => {
      if (known.has(id)) return known.get(id);
      const info = context.getModuleInfo(id);
      const imports = (info?.importedIds ?? []).filter((one) => !allIcons(one));
      const barrel = info?.importedIds.find(allIcons);
      if (barrel) {
        icons ??= iconFiles(barrel);
        for (const [, names] of info.code.matchAll(/import\s*\{([^}]*)\}\s*from\s*"lucide-react"/g)) {
          imports.push(...names.split(",").map((name) => icons.get(name.trim().split(" ")[0])).filter(Boolean));
        }
      }
      known.set(id, { imports, lazy: info?.dynamicallyImportedIds ?? [] });
      return known.get(id);
    };
  };
  const name = (id, context) => {
    plan ??= planFiles(reader(context), entry("index.html"), entry("portal.html"));
    return /\.css($|\?)/.test(id) ? null : (plan(id) ?? null);
  };
  return { groups: [{ name, debugName: "shared files", includeDependenciesRecursively: false }] };
}

// Chromium compiles a function when it is first called, on the thread that draws. What every page runs at its start is compiled while it
// arrives instead, beside that thread: a fifth of its time until a list's first rows (docs/benchmarks.md, "The console").
const atOnce = new Set(["index", "base", "common", "parts", "pages"]);

/** A Vite plugin. Other browsers pass over the comment, which is one for Chromium as the first line alone. */
export function compileHints() {
  const generateBundle = {
    order: "post",
    handler(_, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk" && atOnce.has(part.name)) part.code = `//# allFunctionsCalledOnLoad\n${part.code}`;
      }
    },
  };
  return { name: "compile-hints", apply: "build", enforce: "post", generateBundle };
}
