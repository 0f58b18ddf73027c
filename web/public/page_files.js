// Asks for the files of the page in the address, and for its first rows, while the console itself is still on its way: they
// would be asked for only when it runs. A wrong guess costs nothing but the answers.
(() => {
  const told = document.getElementById("page-files");
  if (!told) return;
  const { files, pages, calls } = JSON.parse(told.textContent);
  const [place = "now", part] = location.pathname.split("/").filter(Boolean);
  const one = place.replace(/s$/, "");
  const names = part === undefined ? [place] : place === "settings" ? [part] : [`${part}_${one}`, one];
  const page = names.find((name) => Object.hasOwn(pages, name));
  const ask = (about) => document.head.append(Object.assign(document.createElement("link"), about));
  for (const number of pages[page] ?? []) ask({ rel: "modulepreload", href: "/" + files[number] });
  // As the console's own call does: this origin's cookies, and the same mode, or the answer is not taken.
  // Where no page is named, the person's first one is not known yet.
  if (calls[page] && location.pathname !== "/" && !location.search) ask({ rel: "preload", as: "fetch", crossOrigin: "anonymous", href: calls[page] });
})();
