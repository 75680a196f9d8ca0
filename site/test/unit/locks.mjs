// Web Locks and broadcasts between the frames of one origin, as far as embeds use
// them, for tests in Node.

export function locks() {
  const held = new Map(); // name → {end, steal}
  const shared = new Set(); // of the one lock that many may hold
  const queue = []; // {name, take, signal}
  const abort = () => Object.assign(new Error("aborted"), { name: "AbortError" });

  function turn() {
    for (const entry of [...queue]) {
      if (held.has(entry.name) || !queue.includes(entry)) continue;
      queue.splice(queue.indexOf(entry), 1);
      entry.take({ name: entry.name });
    }
  }

  async function hold(name, lock, callback) {
    let stolen;
    const steal = new Promise((_, reject) => { stolen = () => reject(abort()); });
    const mine = { stolen };
    if (lock) held.set(name, mine);
    try {
      return await Promise.race([Promise.resolve(callback(lock)), steal]);
    } finally {
      if (held.get(name) === mine) held.delete(name);
      queueMicrotask(turn);
    }
  }

  function request(name, ...rest) {
    const callback = rest.pop();
    const { ifAvailable, steal, signal, mode } = rest[0] ?? {};
    if (mode === "shared") return hold(name, null, (shared.add(callback), callback)).finally(() => shared.delete(callback));
    if (ifAvailable && held.has(name)) return hold(name, null, callback);
    if (steal) held.get(name)?.stolen();
    if (steal) held.delete(name);
    if (!held.has(name) && !queue.some((e) => e.name === name)) return hold(name, { name }, callback);
    return new Promise((resolve, reject) => {
      const entry = { name, take: (lock) => hold(name, lock, callback).then(resolve, reject) };
      queue.push(entry);
      signal?.addEventListener("abort", () => {
        const at = queue.indexOf(entry);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(abort());
      });
    });
  }

  const query = async () => ({ held: [...held.keys(), ...(shared.size > 0 ? ["backflow-first"] : [])].map((name) => ({ name })), pending: queue.map(({ name }) => ({ name })) });
  return { request, query };
}

const channels = new Set();

// Channel is a BroadcastChannel; silence forgets all there were.
export class Channel {
  static silence() { channels.clear(); }

  constructor() { channels.add(this); }
  postMessage(data) {
    for (const other of channels) {
      if (other !== this) queueMicrotask(() => other.onmessage?.({ data }));
    }
  }
}
