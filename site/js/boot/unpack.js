// Unpacks the files in a page of one file. Programs are packed by gzip and written as text,
// in chunks. Each chunk is decoded as soon as the browser has parsed it, and removed from
// the document. site/bundle/single.go writes them.

import { files } from "./build.js";

// unpack returns {name: promise} for all files in the document: of a module for a program,
// of an ArrayBuffer for data. progress gets the share that has been unpacked, 0 … 1.
export function unpack(progress) {
  const sinks = Object.fromEntries(Object.keys(files).map((name) => [name, name.endsWith(".wasm") ? program() : data()]));
  feed(sinks, progress);
  return Object.fromEntries(Object.entries(sinks).map(([name, sink]) => [name, sink.whole]));
}

// feed hands each chunk to its file.
async function feed(sinks, progress) {
  const all = Object.values(files).reduce((sum, f) => sum + f.bytes, 0);
  let done = 0;
  for (let chunk; (chunk = await nextChunk());) {
    const { file, last } = chunk.dataset;
    const bytes = decode(chunk.textContent);
    chunk.remove();
    done += bytes.length;
    progress(done / all);
    await sinks[file].write(bytes);
    if (last !== undefined) await sinks[file].end();
  }
  if (done < all) Object.values(sinks).forEach((sink) => sink.cut());
}

// nextChunk resolves to the first chunk that the browser has parsed as a whole, null after
// the last.
async function nextChunk() {
  for (;;) {
    const parsed = document.readyState !== "loading";
    const chunk = document.querySelector("script[data-file]");
    if (chunk && (parsed || chunk.nextElementSibling)) return chunk;
    if (parsed) return null;
    await new Promise((more) => setTimeout(more, 5));
  }
}

// program compiles a module from packed bytes.
function program() {
  const unzip = new DecompressionStream("gzip");
  const writer = unzip.writable.getWriter();
  const response = new Response(unzip.readable, { headers: { "Content-Type": "application/wasm" } });
  return {
    whole: WebAssembly.compileStreaming(response),
    write: (bytes) => writer.write(bytes).catch(() => {}), // the module fails, too
    end: () => writer.close().catch(() => {}),
    cut: () => writer.abort(new Error("cut short")).catch(() => {}),
  };
}

function data() {
  const parts = [];
  let settle;
  const whole = new Promise((done, fail) => { settle = { done, fail }; });
  whole.catch(() => {}); // it may stay unused
  return {
    whole,
    write: (bytes) => { parts.push(bytes); },
    end: () => new Blob(parts).arrayBuffer().then(settle.done),
    cut: () => settle.fail(new Error("cut short")),
  };
}

// Five characters are four bytes, as digits to the base of 85; the last group is
// filled up with zeros and has as many bytes less as its characters have. The
// digits are the characters from "#" on, without "<", which could end a script.
const ZERO = 35; // "#"
const GAP = 60; // "<"

// decode returns the bytes that a text stands for.
export function decode(text) {
  const missing = (5 - (text.length % 5)) % 5;
  const bytes = new Uint8Array((text.length + missing) / 5 * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0, to = 0; at < text.length; to += 4) {
    let group = 0;
    for (let i = 0; i < 5; i++, at++) group = group * 85 + (at < text.length ? digit(text.charCodeAt(at)) : 84);
    view.setUint32(to, group);
  }
  return bytes.subarray(0, bytes.length - missing);
}

const digit = (code) => code - ZERO - (code > GAP ? 1 : 0);
