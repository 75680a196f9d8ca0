// What the page loads when somebody wants to share: js/share/button.js asks for it.

import { later } from "../page/later.js";
import { Share } from "./dialog.js";
import { encode } from "./qr.js";

const styles = import.meta.single ? Promise.resolve() : later("share.css");

// backflowShare makes the dialog, once it has its styles.
self.backflowShare = () => styles.then(() => new Share());

self.backflowShare.encode = encode; // for tests
