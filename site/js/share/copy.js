// Copies a text that stands in a field.

// copy resolves to a sentence that says what has come of it. Where the browser
// gives no clipboard (plain http, a frame, a refusal) the field's text is selected.
export async function copy(field, what) {
  try {
    await navigator.clipboard.writeText(field.value);
    return `${what} is copied.`;
  } catch {
    field.focus();
    field.select();
    if (document.execCommand?.("copy")) return `${what} is copied.`;
    return `This browser lets no page copy here. ${what} is selected: press Ctrl+C, or ⌘C on a Mac.`;
  }
}
