// What the modules of the inspector need to say something: the sentences are there.

import { inspector } from "./en.js";
import { learn } from "./say.js";

learn({ inspector });

export { said, say } from "./say.js";
