// The service worker: keeps one build of the page, all of it or nothing, for visits without a
// network. Files with a hash in their name never change. Documents come from this worker's
// build, so that a page is never a mix of two. Embeds come from the network.

import { documents, files, id } from "../js/boot/build.js";

const PREFIX = "backflow-";
const NAME = PREFIX + id;
const KEPT = 2; // builds: pages of the previous one may still be open

const PAGE = "index.html"; // the only document that is kept

const home = new URL("./", self.location.href).href;
const hashed = (path) => path.startsWith("assets/");
// Servers redirect the name of this document to its folder.
const local = (path) => new URL(path === PAGE ? "./" : path, home).href;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("message", ({ data }) => {
  if (data?.type === "activate") self.skipWaiting(); // the viewer wants the new build now
});
self.addEventListener("fetch", (event) => {
  const answer = answerFor(event.request);
  if (answer) event.respondWith(answer);
});

// keep fetches all files and checks them, and only then keeps them.
async function keep() {
  const wanted = [...Object.values(files).filter(({ path }) => hashed(path)), documents[PAGE]];
  const answers = await Promise.all(wanted.map(get));
  const cache = await caches.open(NAME);
  try {
    await Promise.all(wanted.map((file, i) => cache.put(local(file.path), answers[i])));
  } catch (error) {
    await caches.delete(NAME); // not all of it fits
    throw error;
  }
}

async function get({ path, sha256 }) {
  const response = await fetch(local(path), { integrity: `sha256-${sha256}`, cache: hashed(path) ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`the server answers ${response.status} for ${path}`);
  return response;
}

// forget deletes builds that no page needs any more.
async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, Math.max(0, names.length + 1 - KEPT)).map((name) => caches.delete(name)));
}

// answerFor returns the answer to a request, null where the network has it.
function answerFor(request) {
  if (request.method !== "GET" || !request.url.startsWith(home)) return null;
  const url = new URL(request.url);
  if (url.searchParams.has("nosw")) return null;
  const path = url.href.slice(home.length).replace(/[?#].*$/, "") || PAGE;
  return path === PAGE || hashed(path) ? from(local(path), request) : null;
}

// from takes a document from this build, and a file with a hash from any build.
async function from(address, request) {
  const cache = await caches.open(NAME);
  return await cache.match(address) ?? await caches.match(address) ?? fetch(request);
}
