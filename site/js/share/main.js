// What the page loads when somebody wants to share: js/share/button.js asks for it.

import { Share } from "./dialog.js";
import { encode } from "./qr.js";

self.backflowShare = { Share, encode }; // the latter for tests
