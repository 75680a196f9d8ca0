// What the two ends of an embed agree on: its frame, and the element in the page around.

// VERSION is that of their messages; see host.js.
export const VERSION = 1;

// STAGES is how many embeds of a page draw at a time.
export const STAGES = 3;
