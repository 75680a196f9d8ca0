// The button that opens the share dialog, whose program comes when it is first
// wanted.

import { files, single } from "../boot/build.js";

// shareButton binds a button. shown() tells what is on the page, picture makes a
// file of it, as in dialog.js; complain(sentence) says what goes wrong.
export function shareButton(button, { shown, picture, complain }) {
  let dialog = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (!self.backflowShare) await load();
      dialog ??= new self.backflowShare.Share();
      button.disabled = false; // so that the focus comes back to it
      button.focus();
      dialog.open({ base: document.baseURI, single, ...shown() }, picture);
    } catch {
      complain("The share dialog cannot be loaded; the address of this page is a link to what you see, and the network may be back in a moment.");
    } finally {
      button.disabled = false;
    }
  });
}

// load brings the program; one that fails may be tried again.
function load() {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.dataset.later = ""; // js/boot/parts.js leaves it to us
    script.src = new URL(files["share.js"].path, document.baseURI).href;
    script.onload = () => (self.backflowShare ? done() : failed());
    script.onerror = failed;
    document.head.append(script);
  });
}
