// Writes into index.html which files each page needs, by the page's name, and what some ask the server for first: public/page_files.js
// asks for those of the page in the address while the console itself is still on its way.

// Of an address without a filter. The very words of the page's own call, or it is answered twice (tests/browser/empty.story.mjs counts).
const calls = { devices: "/api/v1/devices?order_by=name&page_size=200", now: "/api/v1/now?page_size=500" };

const within = (bundle, name, seen = new Set()) => {
  if (seen.has(name) || !bundle[name]) return seen;
  seen.add(name);
  for (const other of bundle[name].imports) within(bundle, other, seen);
  return seen;
};

/** A Vite plugin. Pages are the modules named NAME_page.tsx that the routes load lazily. */
export function pageFiles() {
  return {
    name: "page-files",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, chunk: entry }) {
        if (!bundle || !entry) return html; // the development server has no files to name
        if (!html.includes("/page_files.js")) return html; // the portal has few pages
        const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
        const first = new Set();
        within(bundle, entry.fileName, first);
        const files = [];
        const number = (file) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
        const pages = {};
        for (const chunk of chunks) {
          const page = /([a-z_]+)_page\.tsx$/.exec(chunk.facadeModuleId ?? "")?.[1];
          if (page) pages[page] = [...within(bundle, chunk.fileName)].filter((file) => !first.has(file)).map(number);
        }
        // A block of data is no script for the content security policy.
        const told = `<script type="application/json" id="page-files">${JSON.stringify({ files, pages, calls })}</script>`;
        return html.replace('<script src="/page_files.js">', `${told}\n    $&`);
      },
    },
  };
}
