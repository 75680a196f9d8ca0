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
export const policy = (name, directive) => ({ id: "boot.policy", args: { name, directive } });

// unreachable resolves to the message why nothing comes from an address, a part of a
// sentence with the cure. home is an address that the page has come from.
export async function unreachable(name, url, home) {
  const why = (id) => ({ id, args: { name } });
  if (self.navigator?.onLine === false) return why("boot.offline");
  const direct = await ask(url, { redirect: "manual" });
  if (direct && direct.type === "opaqueredirect") return why("boot.signIn");
  if (self.origin === "null" && await ask(url, { mode: "no-cors" })) return why("boot.sandbox");
  const directive = await forbidden(url);
  if (directive) return policy(name, directive);
  if (direct) return why("boot.brokeOff");
  return why(await ask(home, { mode: "no-cors" }) ? "boot.filtered" : "boot.unreachable");
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
