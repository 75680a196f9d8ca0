// Colours by the system or by choice, remembered; and whether to move.

const KEY = "backflow-theme";
const light = matchMedia("(prefers-color-scheme: light)");
const forced = matchMedia("(forced-colors: active)"); // the system's own colours go before a choice
const still = matchMedia("(prefers-reduced-motion: reduce)");

// theme watches the switch and the system; changed is called with
// {theme, motion} now and whenever either changes.
export function theme(fieldset, changed) {
  let wish = "auto";
  try {
    wish = localStorage.getItem(KEY) ?? "auto";
  } catch { /* no storage: not remembered */ }
  const choice = fieldset.querySelector(`input[value="${CSS.escape(wish)}"]`) ?? fieldset.querySelector("input");
  choice.checked = true;
  const show = () => {
    const chosen = fieldset.querySelector("input:checked").value;
    const name = chosen !== "auto" && !forced.matches ? chosen : light.matches ? "light" : "dark";
    document.documentElement.dataset.theme = name;
    changed({ theme: name, motion: still.matches ? "reduced" : "full" });
  };
  fieldset.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, fieldset.querySelector("input:checked").value);
    } catch { /* as above */ }
    show();
  });
  light.addEventListener("change", show);
  forced.addEventListener("change", show);
  still.addEventListener("change", show);
  show();
}
