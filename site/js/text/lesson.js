// What the modules of lessons need to say something: the sentences are there.

import { column, course, lesson } from "./en.js";
import { learn } from "./say.js";

learn({ lesson, course, column }); // columns by the names that the table has for them

export { said, saidAll, say } from "./say.js";
