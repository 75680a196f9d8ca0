// LATE_MS is the time after which a part counts as late. Viewers are told within five
// seconds of the start what the page waits for.
export const LATE_MS = 3000;
