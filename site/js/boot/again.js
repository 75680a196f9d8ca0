// Runs boot.js as a file where a policy has forbidden it within the document. It is
// written into the document, so that it runs before all that comes after.

import { files } from "./build.js";

if (!self.backflowBoot) document.write(`<script src="${files["boot.js"].path}"></script>`);
