// Asks for the files of the page in the address while the console itself is still on its way: they would
// be asked for only when it runs. A wrong guess costs nothing but the files.
(() => {
  const told = document.getElementById("page-files");
  if (!told) return;
  const { files, pages } = JSON.parse(told.textContent);
  const [place = "now", part] = location.pathname.split("/").filter(Boolean);
  const one = place.replace(/s$/, "");
  const names = part === undefined ? [place] : place === "settings" ? [part] : [`${part}_${one}`, one];
  const page = names.find((name) => Object.hasOwn(pages, name));
  for (const number of pages[page] ?? []) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = "/" + files[number];
    document.head.append(link);
  }
})();
