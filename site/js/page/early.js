// Runs before the first paint: the page never flashes in the wrong colours
// (js/page/theme.js does the rest), and the engine is on its way before the modules
// of the page are (js/engine/engine.js takes the worker over).
(() => {
  let wish = null;
  try {
    wish = localStorage.getItem("backflow-theme");
  } catch { /* storage may be forbidden; then the system decides */ }
  const dark = !matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = wish === "dark" || wish === "light" ? wish : dark ? "dark" : "light";
  try {
    const worker = new Worker(new URL("../engine/worker.js", document.currentScript.src));
    const events = []; // that come before there is anyone to handle them
    worker.onmessage = worker.onerror = (event) => events.push(event);
    window.firstWorker = { worker, events };
  } catch { /* js/engine/engine.js tries again and says what is wrong */ }
})();
