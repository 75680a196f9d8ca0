// Fetches the files of the page and checks them against the hashes of the build, for the
// page, its worker and its stage alike.
//
// Errors with a property says have a message for a viewer, a part of a sentence. It says what
// arrived in the place of the file.

import { allowed } from "./browser.js";
import { files } from "./build.js";
import { LATE_MS } from "./late.js";
import { unreachable } from "./reach.js";

const SILENCE_MS = 20_000; // limit of the wait for the next bytes

// base is the page's folder: the parent of the scripts' folder, or the folder of a document
// that contains this script. A worker that was started from a text gets it as a variable.
const script = self.document ? document.currentScript?.src : self.location?.href; // Node has neither
const base = () => self.backflowBase ?? (script ? new URL("../", script) : new URL("./", document.baseURI)).href;

// In a page of one file the document hands the files over: {name: promise} of a module for
// a program and of an ArrayBuffer for data.
const given = import.meta.single ? receive() : null;

function receive() {
  const settle = {};
  self.addEventListener("message", ({ data }) => {
    if (data?.type !== "file") return;
    if (data.error) settle[data.name]?.fail(own("boot.fileNotWhole"));
    else settle[data.name]?.done(data.content);
  });
  return Object.fromEntries(Object.keys(files).map((name) => {
    const content = new Promise((done, fail) => { settle[name] = { done, fail }; });
    content.catch(() => {}); // it may stay unused
    return [name, content];
  }));
}

// own is an error with a message for a viewer.
const own = (id, args) => telling({ id, args });
const telling = (says) => Object.assign(new Error(JSON.stringify(says)), { says });

// wrong is such an error about the content of a file.
const wrong = (says) => Object.assign(telling(says), { wrong: true });

// retried repeats an attempt without the browser's cache if the content was wrong. A browser
// keeps a file with a hash in its name, and would never ask for it again.
async function retried(attempt) {
  try {
    return await attempt("default");
  } catch (error) {
    if (!error.wrong) throw error;
    return attempt("reload");
  }
}

// bytes resolves to the content of a file. The signal aborts the download.
export async function bytes(name, signal) {
  if (import.meta.single) return given[name];
  return retried(async (cache) => {
    const watch = new Watch(name, { signal, cache });
    try {
      return await watch.read(await watch.fetch());
    } finally {
      watch.end();
    }
  });
}

// examine fetches a script or a style sheet that did not work, although it may have run. It
// resolves to the message what is wrong with the server's answer, a part of a sentence with
// the cure, and to null if nothing is. The browser keeps the answer, so that loading the page
// again is a cure.
export async function examine(name, ran) {
  const watch = new Watch(name, { cache: "reload" });
  try {
    const response = await watch.fetch();
    await watch.read(response);
    return ran ? null : mistyped(name, response.headers.get("Content-Type"));
  } catch (error) {
    return error.says ?? { id: "boot.notExamined", args: { name } };
  } finally {
    watch.end();
  }
}

// instantiate compiles a program while it is downloaded, and makes an instance of it.
// progress(share, late) gets the share that has arrived; late: no more bytes have come for
// seconds.
export async function instantiate(name, imports, progress = () => {}) {
  permitted();
  if (import.meta.single) return { instance: await WebAssembly.instantiate(await given[name], imports) };
  return retried((cache) => streamed(name, imports, { progress, cache }));
}

async function streamed(name, imports, how) {
  const watch = new Watch(name, how);
  try {
    const response = await watch.fetch();
    const streams = /^application\/wasm/.test(response.headers.get("Content-Type") ?? "") && WebAssembly.instantiateStreaming;
    if (!streams) return await WebAssembly.instantiate(await watch.read(response), imports);
    // No program runs before all of it has been checked.
    const compiled = WebAssembly.instantiateStreaming(response.clone(), imports);
    compiled.catch(() => {}); // read finds the better reason
    await watch.read(response);
    return await compiled;
  } catch (error) {
    throw error.says ? error : own("boot.notCompiled", { name });
  } finally {
    watch.end();
  }
}

// permitted throws where a policy or a browser forbids programs.
function permitted() {
  if (typeof WebAssembly !== "object") throw own("boot.withoutWebAssembly");
  if (!allowed()) throw own("boot.policyHere");
}

// runtime makes the object that runs a program of Go. It is defined by go.js, which the
// stage's document loads, and this function in a worker.
export async function runtime() {
  try {
    if (!self.Go) self.importScripts(new URL(files["go.js"].path, base()).href);
  } catch { /* go.js does not load, or this is no worker */ }
  if (self.Go) return new self.Go();
  await bytes("go.js"); // throws if something is wrong with it
  throw own("boot.runtimeHeldBack");
}

// Watch follows one download.
class Watch {
  #name;
  #file;
  #how;
  #progress;
  #abort = new AbortController();
  #timers = [];
  #share = 0;
  #silent = false;

  constructor(name, { signal = null, cache = "default", progress = () => {} }) {
    this.#name = name;
    this.#file = files[name];
    this.#how = { cache, signal: this.#abort.signal };
    this.#progress = progress;
    if (signal) signal.addEventListener("abort", () => this.#abort.abort());
  }

  get #url() { return new URL(this.#file.path, base()).href; }

  async fetch() {
    const response = await this.#arrives(fetch(this.#url, this.#how));
    if (!response.ok) throw telling(refused(this.#file.path, response.status));
    return response;
  }

  // read resolves to all bytes of a response, once they are checked.
  async read(response) {
    const parts = [];
    const reader = response.body.getReader();
    for (let got = 0; ;) {
      const { done, value } = await this.#arrives(reader.read());
      if (done) break;
      parts.push(value);
      got += value.length;
      this.#share = Math.min(1, got / this.#file.bytes);
      this.#progress(this.#share, false);
    }
    const content = await new Blob(parts).arrayBuffer();
    await this.#check(content);
    return content;
  }

  end() { this.#timers.splice(0).forEach(clearTimeout); }

  // arrives waits for a promise of the network, until SILENCE_MS have passed.
  async #arrives(promise) {
    this.end();
    this.#timers.push(setTimeout(() => this.#progress(this.#share, true), LATE_MS), setTimeout(() => {
      this.#silent = true;
      this.#abort.abort();
    }, SILENCE_MS));
    try {
      return await promise;
    } catch {
      this.end();
      if (this.#silent) throw own("boot.silent", { name: this.#name, seconds: SILENCE_MS / 1000 });
      if (this.#abort.signal.aborted) throw own("boot.unwanted", { name: this.#name });
      throw telling(await unreachable(this.#name, this.#url, base()));
    }
  }

  async #check(content) {
    if (content.byteLength < this.#file.bytes && !isPage(content) && !isWhole(this.#name, content)) {
      throw wrong({ id: "boot.cutShort", args: { name: this.#name, got: content.byteLength, bytes: this.#file.bytes } });
    }
    if (await this.#right(content)) return;
    throw wrong(this.#instead(content));
  }

  // instead says what has arrived in the place of a file.
  #instead(content) {
    const name = this.#name;
    if (!isPage(content)) return { id: "boot.damaged", args: { name } };
    return { id: name.endsWith(".html") ? "boot.anotherPage" : "boot.pageInstead", args: { name } };
  }

  // right compares the hash. Without https scripts cannot compute one, but browsers check
  // the integrity of a download, which comes from the cache here.
  async #right(content) {
    if (!self.crypto || !self.crypto.subtle) {
      return fetch(this.#url, { integrity: `sha256-${this.#file.sha256}`, cache: "force-cache" }).then(() => true, () => false);
    }
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return btoa(String.fromCharCode(...sum)) === this.#file.sha256;
  }
}

// refused says what a status means, with the cure.
function refused(path, status) {
  const args = { path, status };
  if (status === 404 || status === 410) return { id: "boot.lacks", args };
  return { id: status < 500 || status === 511 ? "boot.refuses" : "boot.serverFault", args };
}

// mistyped says that a server names a kind of file which browsers do not take for
// a script or a style sheet, null if it names the right one.
function mistyped(name, type) {
  const [right, wanted] = name.endsWith(".css") ? [/^text\/css/, "text/css"] : [/javascript|ecmascript/, "text/javascript"];
  if (right.test(type || "")) return null;
  return { id: "boot.mistyped", args: { name, sent: type?.split(";")[0] || { id: "boot.nothing" }, wanted } };
}

// isWhole reports whether a file has an end of its kind: then it is another version, and was
// not cut short. Scripts and style sheets end in their name (see footer in site/bundle),
// programs at the end of their last section.
function isWhole(name, content) {
  const bytes = new Uint8Array(content);
  if (name.endsWith(".wasm")) return sectionsEnd(bytes) === bytes.length;
  const end = new TextDecoder().decode(bytes.subarray(-60));
  return end.includes(`"${name}"`) || end.includes(`--${name.replace(".", "-")}:`);
}

// sectionsEnd walks over a program's sections, each of which tells its length.
function sectionsEnd(bytes) {
  let at = 8;
  while (at < bytes.length) {
    let length = 0;
    for (let shift = 0, byte = 128; byte & 128; shift += 7) {
      byte = bytes[++at];
      length |= (byte & 127) << shift;
    }
    at += 1 + length;
  }
  return at;
}

// isPage reports whether a content begins as a web page does.
const isPage = (content) => /^\s*<(!doctype|html|head|body)/i.test(new TextDecoder().decode(new Uint8Array(content, 0, Math.min(200, content.byteLength))));
