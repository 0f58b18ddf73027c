// Fails the build when a bundle outgrows its budget (gzip): what loads first, each lazy part, the styles.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const kilobyte = 1000;
const budgets = { entry: 150 * kilobyte, portal: 110 * kilobyte, lazy: 60 * kilobyte, styles: 15 * kilobyte };
const folder = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", folder), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length;
const show = (bytes) => `${(bytes / kilobyte).toFixed(1).padStart(7)} kB`;

function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of manifest[name].imports ?? []) withImports(other, seen);
  return seen;
}

// A browser asks for six files at a time: what a page needs comes in few.
const mostFiles = 16;
const sizeOf = (names) => [...names].reduce((sum, name) => sum + size(manifest[name].file), 0);
const first = withImports("index.html"),
  portalFirst = withImports("portal.html");
const styles = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
const stylesSize = [...styles].reduce((sum, file) => sum + size(file), 0);
const failures = [];
const judge = (name, bytes, budget) => {
  console.log(`${show(bytes)} of ${show(budget)}  ${name}`);
  if (bytes > budget) failures.push(name);
};

judge("entry with what it imports", sizeOf(first), budgets.entry);
judge("portal with what it imports", sizeOf(portalFirst), budgets.portal);
judge("styles, all", stylesSize, budgets.styles);
for (const [name, chunk] of Object.entries(manifest)) {
  if (!first.has(name) && !portalFirst.has(name) && chunk.file.endsWith(".js")) judge(`lazy ${name}`, size(chunk.file), budgets.lazy);
}
for (const name of Object.keys(manifest).filter((one) => one.endsWith("_page.tsx"))) {
  const needed = new Set([...first, ...withImports(name)]).size;
  if (needed > mostFiles) failures.push(`${needed} files for ${name}`);
}
if (failures.length > 0) {
  console.error(`over budget: ${failures.join(", ")}`);
  process.exit(1);
}
