// What the modules of lessons need to say something: the sentences are there.

import { lesson } from "./en.js";
import { learn } from "./say.js";

learn({ lesson });

export { said, saidAll, say } from "./say.js";
