// What the modules of an embed need to say something: the sentences are there.

import { embed } from "./en.js";
import { learn } from "./say.js";

learn({ embed });

export { said, saidAll, say } from "./page.js";
