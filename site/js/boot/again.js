// Loads boot.js as a file where a policy has forbidden the script within the document. It
// writes the script into the document, so that it runs before all others.

import { files } from "./build.js";

if (!self.backflowBoot) document.write(`<script src="${files["boot.js"].path}"></script>`);
