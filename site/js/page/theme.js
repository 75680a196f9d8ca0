// The choice of colours, and whether the picture moves.

import { chosen, KEY } from "../boot/theme.js";

const light = matchMedia("(prefers-color-scheme: light)");
const forced = matchMedia("(forced-colors: active)"); // the system's own colours go before a choice
const still = matchMedia("(prefers-reduced-motion: reduce)");

// theme watches the switch and the system. changed gets {theme, motion} now and at each
// change.
export function theme(fieldset, changed) {
  const choice = fieldset.querySelector(`input[value="${CSS.escape(chosen())}"]`) ?? fieldset.querySelector("input");
  choice.checked = true;
  const show = follow(() => fieldset.querySelector("input:checked").value, changed);
  fieldset.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, fieldset.querySelector("input:checked").value);
    } catch { /* there is no storage: it is not remembered */ }
    show();
  });
}

// follow keeps the colours as wish() says, where "auto" is the system's choice, and calls
// changed as theme does. It returns a function to call when wish changes.
export function follow(wish, changed) {
  const show = () => {
    const choice = wish();
    const name = choice !== "auto" && !forced.matches ? choice : light.matches ? "light" : "dark";
    document.documentElement.dataset.theme = name;
    changed({ theme: name, motion: still.matches ? "reduced" : "full" });
  };
  for (const query of [light, forced, still]) query.addEventListener("change", show);
  show();
  return show;
}
