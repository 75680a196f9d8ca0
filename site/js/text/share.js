// What the modules of the share dialog need to say something: the sentences are there.

import { share } from "./en.js";
import { learn } from "./say.js";

learn({ share });

export { say } from "./say.js";
