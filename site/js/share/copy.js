// Copies a text that stands in a field.

import { say } from "../text/share.js";

// copy resolves to a sentence that says what has come of it. Where the browser
// gives no clipboard (plain http, a frame, a refusal) the field's text is selected.
export async function copy(field, what) {
  try {
    await navigator.clipboard.writeText(field.value);
    return say("share.copied", { what });
  } catch {
    field.focus();
    field.select();
    if (document.execCommand?.("copy")) return say("share.copied", { what });
    return say("share.selected", { what });
  }
}
