// The button that opens the share dialog. The first click loads the dialog's script.

import { part } from "../page/later.js";

// shareButton binds a button. on: {shown() describes the page and picture makes a file of the
// picture, as in dialog.js; complain(sentence) says what goes wrong}
export function shareButton(button, on) {
  const load = part("Share", on, "engine.shareNotLoaded");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const dialog = await load();
    button.disabled = false; // so that the focus comes back to it
    button.focus();
    dialog?.open({ base: document.baseURI, single: import.meta.single, ...on.shown() }, on.picture);
  });
}
