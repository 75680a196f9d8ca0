// Fetches the files of the page and checks them against the hashes of the build, for the
// page, its worker and its stage alike.
//
// Errors with own: true have a message that is a part of a sentence for a viewer. It says
// what arrived in the place of the file.

import { allowed } from "./browser.js";
import { files, single } from "./build.js";
import { LATE_MS } from "./late.js";
import { unreachable } from "./reach.js";

const SILENCE_MS = 20_000; // limit of the wait for the next bytes

// base is the page's folder: the parent of the scripts' folder, or the folder of a document
// that contains this script. A worker that was started from a text gets it as a variable.
const script = self.document ? document.currentScript?.src : self.location?.href; // Node has neither
const base = () => self.backflowBase ?? (script ? new URL("../", script) : new URL("./", document.baseURI)).href;

// In a page of one file the document hands the files over: {name: promise} of a module for
// a program and of an ArrayBuffer for data.
const given = single ? receive() : null;

function receive() {
  const settle = {};
  self.addEventListener("message", ({ data }) => {
    if (data?.type !== "file") return;
    if (data.error) settle[data.name]?.fail(own("this file is not whole; copy it once more"));
    else settle[data.name]?.done(data.content);
  });
  return Object.fromEntries(Object.keys(files).map((name) => {
    const content = new Promise((done, fail) => { settle[name] = { done, fail }; });
    content.catch(() => {}); // it may stay unused
    return [name, content];
  }));
}

// own is an error whose message is made for a viewer.
export const own = (message) => Object.assign(new Error(message), { own: true });

// wrong is such an error about the content of a file.
const wrong = (message) => Object.assign(own(message), { wrong: true });

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
  if (given) return given[name];
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
// resolves to what is wrong with the server's answer, as a part of a sentence with the
// cure, and to "" if nothing is. The browser keeps the answer, so that loading the page
// again is a cure.
export async function examine(name, ran) {
  const watch = new Watch(name, { cache: "reload" });
  try {
    const response = await watch.fetch();
    await watch.read(response);
    return ran ? "" : mistyped(name, response.headers.get("Content-Type"));
  } catch (error) {
    return error.own ? error.message : `${name} cannot be examined`;
  } finally {
    watch.end();
  }
}

// instantiate compiles a program while it is downloaded, and makes an instance of it.
// progress(share, late) gets the share that has arrived; late: no more bytes have come for
// seconds.
export async function instantiate(name, imports, progress = () => {}) {
  permitted();
  if (given) return { instance: await WebAssembly.instantiate(await given[name], imports) };
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
    throw error.own ? error : own(`this browser cannot compile ${name}; it may be too old, or short of memory`);
  } finally {
    watch.end();
  }
}

// permitted throws where a policy or a browser forbids programs.
function permitted() {
  if (typeof WebAssembly !== "object") throw own("this browser has no WebAssembly, or it is switched off");
  if (!allowed()) throw own("a Content-Security-Policy forbids WebAssembly here; its script-src has to allow 'wasm-unsafe-eval'");
}

// runtime makes the object that runs a program of Go. It is defined by go.js, which the
// stage's document loads, and this function in a worker.
export async function runtime() {
  try {
    if (!self.Go) self.importScripts(new URL(files["go.js"].path, base()).href);
  } catch { /* go.js does not load, or this is no worker */ }
  if (self.Go) return new self.Go();
  await bytes("go.js"); // throws if something is wrong with it
  throw own("go.js is there, but something in this browser holds it back; look for an extension, a filter or a Content-Security-Policy");
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
    if (!response.ok) throw own(refused(this.#file.path, response.status));
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
      if (this.#silent) throw own(`nothing of ${this.#name} has come for ${SILENCE_MS / 1000} seconds; is the network there?`);
      if (this.#abort.signal.aborted) throw own(`${this.#name} is not wanted any more`);
      throw own(await unreachable(this.#name, this.#url, base()));
    }
  }

  async #check(content) {
    if (content.byteLength < this.#file.bytes && !isPage(content) && !isWhole(this.#name, content)) {
      throw wrong(`${this.#name} has arrived cut short, ${content.byteLength} of ${this.#file.bytes} bytes; load the page again`);
    }
    if (await this.#right(content)) return;
    throw wrong(this.#instead(content));
  }

  // instead says what has arrived in the place of a file.
  #instead(content) {
    const name = this.#name;
    const mixed = "load the page again, and if that does not help, the server mixes the files of two versions";
    if (!isPage(content)) return `${name} has arrived damaged or is of another version; ${mixed}`;
    if (name.endsWith(".html")) return `${name} is another page or of another version; ${mixed}, or the network asks for a sign-in`;
    return `the server sends a web page in the place of ${name}; a network that asks for a sign-in does that, or a server that answers every address`;
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
  const said = `the server answers ${status} for ${path}`;
  if (status === 404 || status === 410) return `${said}; load the page again, and if that does not help, the server lacks this file or mixes the files of two versions`;
  if (status < 500 || status === 511) return `${said}, so that it or a filter on the way refuses to hand it out; ask whoever runs the network or the server`;
  return `${said}, a fault of its own; load the page again in a while`;
}

// mistyped says that a server names a kind of file which browsers do not take for
// a script or a style sheet, "" if it names the right one.
function mistyped(name, type) {
  const [wanted, right] = name.endsWith(".css") ? [/^text\/css/, "text/css"] : [/javascript|ecmascript/, "text/javascript"];
  if (wanted.test(type || "")) return "";
  return `the server sends ${name} as “${(type || "nothing").split(";")[0]}”, which browsers refuse; it has to send it as ${right}`;
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
