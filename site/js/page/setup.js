// What the page does beside training and drawing: sliders under a finger, the bar,
// colours, dialogs, keys, and what the viewer may switch off.

import { byId } from "./dom.js";
import { fitBar } from "./fitbar.js";
import { dialogs, shortcuts } from "./keys.js";
import { offer, Preference } from "./preferences.js";
import { guardSliders } from "./swipe.js";
import { say } from "../text/page.js";
import { theme } from "./theme.js";

// setUp returns the preference for spoken updates. look({theme, motion}) hears of
// colours and movement, actions are {play, step, reset} for keys.
export function setUp(look, actions) {
  const spoken = new Preference("spoken");
  const letters = new Preference("letters");
  guardSliders();
  fitBar(document.querySelector(".bar"));
  theme(byId("theme"), look);
  offer("how", [[say("page.spokenUpdates"), spoken], [say("page.letterKeys"), letters]]);
  dialogs();
  shortcuts({ ...actions, letters: () => letters.on });
  return spoken;
}
