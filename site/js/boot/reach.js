// Finds out why a file cannot be fetched, where the browser only says that it
// cannot: a network that is gone looks like a policy, a sandbox, a sign-in page
// and a filter.

const ANSWER_MS = 1500; // to each question
const EVENT_MS = 50; // a violation is told a moment after what it ends

// Requests that a Content-Security-Policy has ended, in the order in which it did. Node
// has no such event.
const violations = [];
self.addEventListener?.("securitypolicyviolation", ({ blockedURI, effectiveDirective, disposition }) => {
  if (disposition !== "report") violations.push({ url: blockedURI, directive: effectiveDirective.replace(/-(elem|attr)$/, "") });
});

// forbidden names the directive of a policy that has held back an address, ""
// if none has. A worker may also have been started from a text.
export async function forbidden(url, worker = false) {
  await new Promise((done) => setTimeout(done, EVENT_MS));
  const found = violations.find((v) => v.url === url || (worker && v.directive === "worker-src"));
  return found ? found.directive : "";
}

// policy says which part of a policy keeps a file out.
export const policy = (name, directive) => `a Content-Security-Policy of the server, or of a filter on the way, forbids ${name}; its ${directive} has to allow 'self'`;

// unreachable resolves to why nothing comes from an address, as a part of a
// sentence with the cure. home is an address that the page has come from.
export async function unreachable(name, url, home) {
  if (self.navigator?.onLine === false) return `this device is offline, so that ${name} cannot be reached; connect it and load the page again`;
  const direct = await ask(url, { redirect: "manual" });
  if (direct && direct.type === "opaqueredirect") return `the network leads elsewhere instead of sending ${name}, as it does where one has to sign in first; sign in, and load the page again`;
  if (self.origin === "null" && await ask(url, { mode: "no-cors" })) {
    return `the frame around this page has a sandbox that keeps it from reading ${name}; add allow-same-origin to the frame’s sandbox, or have the server send “Access-Control-Allow-Origin: *”`;
  }
  const directive = await forbidden(url);
  if (directive) return policy(name, directive);
  if (direct) return `the connection broke off in the midst of ${name}; load the page again`;
  if (await ask(home, { mode: "no-cors" })) return `${name} does not come through although the server can be reached; an extension, a filter or a firewall holds it back`;
  return `${name} cannot be reached; is the network there?`;
}

// ask resolves to an answer, of whatever kind, or null.
async function ask(url, how) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_MS);
  try {
    return await fetch(url, { cache: "no-store", signal: limit.signal, ...how });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    limit.abort(); // its body is not wanted
  }
}
