// When a part that does not come is late: a viewer is to know within five seconds of
// what the page waits for, and some pass before anything can be waited for.
export const LATE_MS = 3000;

// SLOW is the cause, in words.
export const SLOW = "the network is slow, or the server does not answer";
