// Runs before the first paint, so that the page never flashes in the wrong theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const read = (name, fallback) => {
    try {
      return localStorage.getItem("steward." + name) || fallback;
    } catch {
      return fallback;
    }
  };
  const apply = () => {
    const theme = read("theme", "system");
    root.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    root.dataset.density = read("density", "default");
    root.dataset.contrast = contrast.matches || read("contrast", "system") === "more" ? "more" : "normal";
  };
  apply();
  dark.addEventListener("change", apply);
  contrast.addEventListener("change", apply);
  addEventListener("steward-appearance", apply);
  addEventListener("storage", apply);
})();
