// The button that opens the share dialog. The first click loads the dialog's script.

import { files } from "../boot/build.js";
import { say } from "../text/page.js";

// shareButton binds a button. shown() describes the page and picture makes a file of the
// picture, as in dialog.js; complain(sentence) says what goes wrong.
export function shareButton(button, { shown, picture, complain }) {
  let dialog = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (!self.backflowShare) await load();
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

// load loads the script and the style sheet. After a failure it may be called again.
const load = () => Promise.all([
  arrives("link", { rel: "stylesheet", href: url("share.css") }),
  arrives("script", { src: url("share.js") }),
]);

const url = (name) => new URL(files[name].path, document.baseURI).href;

// arrives adds an element to the document, and resolves when it has loaded.
function arrives(tag, properties) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), properties, { onload: done, onerror: failed });
    element.dataset.later = ""; // js/boot/parts.js ignores its failure
    document.head.append(element);
  });
}
