// What the modules of the tour need to say something: the sentences are there.

import { tour } from "./en.js";
import { learn } from "./say.js";

learn({ tour });

export { say } from "./say.js";
