// What the modules of lessons need to say something: the sentences are there.

import { lesson, course } from "./en.js";
import { learn } from "./say.js";

learn({ lesson, course });

export { said, saidAll, say } from "./say.js";
