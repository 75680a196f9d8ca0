// Runs before an embed's first paint: sets the colours, and says what is wrong when a part of
// the embed does not load. It starts no engine, as js/boot/boot.js does: nothing is fetched
// before the embed can be seen.

import { impossible } from "../js/boot/browser.js";
import { id } from "../js/boot/build.js";
import { watchParts } from "../js/boot/parts.js";
import { stringTest } from "../js/boot/stringtest.js";
import { paint } from "../js/boot/theme.js";
import { boot as sentences } from "../js/text/en.js";
import { learn } from "../js/text/say.js";
import { read } from "./options.js";

if (!self.backflowBoot) begin();

function begin() {
  stringTest();
  learn({ boot: sentences });
  paint(read(location.search).options.theme);
  const boot = self.backflowBoot = { id, first: null, ...watchParts("frame.js") };
  const reason = impossible();
  if (reason) boot.fail(reason);
}
