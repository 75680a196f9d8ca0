// The host's side of sim/backend/cpu/simd: instantiates a module of kernels on Go's own
// memory. A classic script, for the worker and for tests in Node alike.

"use strict";

// simdHost returns the imports that a Go program with these kernels needs, and
// begin, which must be called with Go's instance before it runs.
globalThis.simdHost = function simdHost() {
  let memory = null;
  let kernels = null;

  // load takes a module of size bytes and returns whether this browser can run
  // it. The kernels' memory is Go's: an address means the same to both.
  function load(at, size) {
    const bytes = new Uint8Array(memory.buffer, at, size).slice();
    if (!WebAssembly.validate(bytes)) return 0;
    try {
      kernels = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
      return 1;
    } catch {
      return 0;
    }
  }

  return {
    imports: {
      load,
      run: (words, count) => kernels.run(words, words + 4 * count),
      address: (at) => at,
    },
    begin(instance) { memory = instance.exports.mem; },
  };
};
