// The files that belong to the page: fetched, and held against the hashes that
// the build knows. For the page, its worker and its stage alike.
//
// What goes wrong is an error whose message is a part of a sentence for a
// viewer, and which has own: true. It says what arrived, not only that it was
// the wrong thing.

import { files, single } from "./build.js";

// A server that says nothing for so long has forgotten us.
const SILENCE_MS = 20_000;

// base is the page's folder, one above that of the scripts; a worker that was
// started from a text is told.
const script = self.document?.currentScript?.src ?? self.location?.href; // none in Node
const base = () => self.backflowBase ?? new URL("../", script).href;

// In a page of one file: what the document hands over, {name: promise}, of a
// module for a program and of an ArrayBuffer for data.
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
    content.catch(() => {}); // nobody may ask for it
    return [name, content];
  }));
}

// own is an error whose message is made for a viewer.
export const own = (message) => Object.assign(new Error(message), { own: true });

// bytes resolves to the content of a file. Whoever no longer wants it aborts the
// signal.
export async function bytes(name, signal) {
  if (given) return given[name];
  const watch = new Watch(name, signal);
  try {
    return await watch.read(await watch.fetch());
  } finally {
    watch.end();
  }
}

// instantiate makes an instance of a program, which it compiles as it arrives;
// progress(share) hears how much of it is there.
export async function instantiate(name, imports, progress = () => {}) {
  allowed();
  if (given) return { instance: await WebAssembly.instantiate(await given[name], imports) };
  const watch = new Watch(name, null, progress);
  try {
    const response = await watch.fetch();
    const streams = /^application\/wasm/.test(response.headers.get("Content-Type") ?? "") && WebAssembly.instantiateStreaming;
    if (!streams) return await WebAssembly.instantiate(await watch.read(response), imports);
    // What compiles is not run before all of it is known to be right.
    const compiled = WebAssembly.instantiateStreaming(response.clone(), imports);
    compiled.catch(() => {}); // what has arrived says more
    await watch.read(response);
    return await compiled;
  } catch (error) {
    throw error.own ? error : own(`this browser cannot compile ${name}; it may be too old, or short of memory`);
  } finally {
    watch.end();
  }
}

// The smallest program there is: eight bytes.
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

// allowed throws where no program may run at all.
function allowed() {
  if (typeof WebAssembly !== "object") throw own("this browser has no WebAssembly, or it is switched off");
  try {
    new WebAssembly.Module(smallest);
  } catch {
    throw own("a Content-Security-Policy forbids WebAssembly here; its script-src has to allow 'wasm-unsafe-eval'");
  }
}

// Watch follows one download.
class Watch {
  #name;
  #file;
  #progress;
  #abort = new AbortController();
  #timer = 0;
  #silent = false;

  constructor(name, signal, progress = () => {}) {
    this.#name = name;
    this.#file = files[name];
    this.#progress = progress;
    signal?.addEventListener("abort", () => this.#abort.abort());
  }

  get #url() { return new URL(this.#file.path, base()); }

  async fetch() {
    const response = await this.#arrives(fetch(this.#url, { signal: this.#abort.signal }));
    if (!response.ok) throw own(`the server answers ${response.status} for ${this.#file.path}`);
    return response;
  }

  // read resolves to all bytes of a response, if they are the right ones.
  async read(response) {
    const parts = [];
    const reader = response.body.getReader();
    for (let got = 0; ;) {
      const { done, value } = await this.#arrives(reader.read());
      if (done) break;
      parts.push(value);
      got += value.length;
      this.#progress(Math.min(1, got / this.#file.bytes));
    }
    const content = await new Blob(parts).arrayBuffer();
    await this.#check(content);
    return content;
  }

  end() { clearTimeout(this.#timer); }

  // arrives waits for a promise of the network, as long as that is not silent.
  async #arrives(promise) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#silent = true;
      this.#abort.abort();
    }, SILENCE_MS);
    try {
      return await promise;
    } catch {
      throw own(this.#silent
        ? `nothing of ${this.#name} has come for ${SILENCE_MS / 1000} seconds; is the network there?`
        : `${this.#name} cannot be reached; is the network there?`);
    }
  }

  async #check(content) {
    if (content.byteLength < this.#file.bytes && !page(content)) {
      throw own(`${this.#name} has arrived cut short, ${content.byteLength} of ${this.#file.bytes} bytes; load the page again`);
    }
    if (await this.#right(content)) return;
    throw own(page(content)
      ? `the server sends a web page in the place of ${this.#name}; a network that asks for a sign-in does that, or a server that answers every address`
      : `${this.#name} has arrived damaged or is of another version; load the page again, and if that does not help, the server mixes the files of two versions`);
  }

  // right: without https a browser hashes nothing for a script, but it does so
  // for a download, which is in its cache.
  async #right(content) {
    if (!self.crypto?.subtle) {
      return fetch(this.#url, { integrity: `sha256-${this.#file.sha256}`, cache: "force-cache" }).then(() => true, () => false);
    }
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return btoa(String.fromCharCode(...sum)) === this.#file.sha256;
  }
}

// page: does it begin as a web page does?
const page = (content) => /^\s*<(!doctype|html|head|body)/i.test(new TextDecoder().decode(new Uint8Array(content, 0, Math.min(200, content.byteLength))));
