// Which colours a document begins with; js/page/theme.js changes them.

// KEY is what the browser remembers a choice by.
export const KEY = "backflow-theme";

// chosen is what the viewer has chosen, "auto" for the system's colours.
export function chosen() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // there is no storage: it is not remembered
  }
}

// paint puts a choice in force before the first paint.
export function paint(choice) {
  const own = choice === "dark" || choice === "light";
  document.documentElement.dataset.theme = own ? choice : matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}
