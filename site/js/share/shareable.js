// The description of the page that the share dialog needs.

import { grouped } from "../numbers/numbers.js";
import { say } from "../text/page.js";

// shareable returns {query, custom, title, desc} of settings and the numbers on show.
export function shareable({ query, values }, { step, lanes }) {
  const labels = lanes.map((l) => l.label).join(", ");
  return {
    query, custom: values.data === "custom",
    title: say("page.titleOfPicture", { labels }), desc: say("page.drawnAfter", { steps: grouped(step) }),
  };
}
