// Runs a Go test binary with the arguments it is sent, and sends back what it
// prints, a line at a time, and at the end that it is done.

"use strict";

importScripts("wasm_exec.js", "simd.js");

console.log = (line) => postMessage({ line });

onmessage = async ({ data: { program, args } }) => {
  const simd = simdHost();
  const go = new Go();
  go.argv = ["ours", ...args];
  go.importObject.simd = simd.imports;
  go.exit = () => {};
  const { instance } = await WebAssembly.instantiateStreaming(fetch(program), go.importObject);
  simd.begin(instance);
  await go.run(instance);
  postMessage({ done: true });
};
