// The button that opens the share dialog. The first click loads the dialog's script.

import { later } from "../page/later.js";
import { say } from "../text/page.js";

// shareButton binds a button. shown() describes the page and picture makes a file of the
// picture, as in dialog.js; complain(sentence) says what goes wrong.
export function shareButton(button, { shown, picture, complain }) {
  let dialog = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (!self.backflowShare) await later("share.css", "share.js");
      dialog ??= new self.backflowShare.Share();
      button.disabled = false; // so that the focus comes back to it
      button.focus();
      dialog.open({ base: document.baseURI, single: import.meta.single, ...shown() }, picture);
    } catch {
      complain(say("page.shareNotLoaded"));
    } finally {
      button.disabled = false;
    }
  });
}
