// What most modules of the page need to say something: the sentences are there.

import { page, param } from "./en.js";
import { learn } from "./say.js";

learn({ page, param });
self.backflowRestate?.();

export { said, saidAll, say } from "./say.js";
