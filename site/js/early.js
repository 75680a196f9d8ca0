// Runs before the first paint, so that the page never flashes in the wrong
// colours. js/theme.js does the rest.
(() => {
  let wish = null;
  try {
    wish = localStorage.getItem("backflow-theme");
  } catch { /* storage may be forbidden; then the system decides */ }
  const dark = !matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = wish === "dark" || wish === "light" ? wish : dark ? "dark" : "light";
})();
