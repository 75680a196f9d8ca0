// Keeps the page for visits without a network, where the browser can. Nothing else depends on
// it.


const AFTER_MS = 8000; // the visible page loads first

// register installs the service worker, and calls offer(reload) when there is a new version. An
// address with nosw removes the worker.
export async function register(offer) {
  const { serviceWorker } = navigator;
  if (import.meta.single || !serviceWorker || self.origin === "null" || window !== window.top) return;
  if (new URLSearchParams(location.search).has("nosw")) return remove(serviceWorker);
  await new Promise((later) => setTimeout(later, AFTER_MS));
  try {
    watch(await serviceWorker.register("sw.js", { updateViaCache: "none" }), serviceWorker, offer);
  } catch (error) {
    console.info("Backflow is not kept for visits without a network:", String(error));
  }
}

async function remove(serviceWorker) {
  for (const registration of await serviceWorker.getRegistrations()) {
    if (new URL("./", document.baseURI).href === registration.scope) await registration.unregister();
  }
  for (const name of await caches.keys()) {
    if (name.startsWith("backflow-")) await caches.delete(name);
  }
}

function watch(registration, serviceWorker, offer) {
  const waiting = () => {
    // The first worker of all replaces none.
    if (registration.waiting && serviceWorker.controller) offer(() => take(registration.waiting, serviceWorker));
  };
  waiting();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", waiting);
  });
}

// take activates the new version and loads it.
function take(worker, serviceWorker) {
  serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage({ type: "activate" });
}
