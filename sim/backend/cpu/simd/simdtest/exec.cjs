// Runs a Go test binary for js/wasm in Node with the SIMD kernels, as Go's own
// wasm_exec_node.js does without them:
//
//   GOOS=js GOARCH=wasm go test -tags simd \
//     -exec "node --stack-size=8192 $PWD/sim/backend/cpu/simd/simdtest/exec.cjs" ./sim/backend/cpu/...

"use strict";

const { execFileSync } = require("child_process");
const path = require("path");

// Before version 21 Node has relaxed SIMD behind a flag.
require("v8").setFlagsFromString("--experimental-wasm-relaxed-simd");

globalThis.require = require;
globalThis.fs = require("fs");
globalThis.path = path;
globalThis.crypto ??= require("crypto");

const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
require(path.join(root, "lib/wasm/wasm_exec.js"));
require("../../../../../site/js/engine/simd.js");

const simd = globalThis.simdHost();
const go = new Go();
go.argv = process.argv.slice(2);
go.env = Object.assign({ TMPDIR: require("os").tmpdir() }, process.env);
go.exit = process.exit;
go.importObject.simd = simd.imports;

WebAssembly.instantiate(fs.readFileSync(process.argv[2]), go.importObject).then(({ instance }) => {
  process.on("exit", (code) => { // Node ends where nothing is pending
    if (code === 0 && !go.exited) {
      go._pendingEvent = { id: 0 }; // a deadlock: Go prints where
      go._resume();
    }
  });
  simd.begin(instance);
  return go.run(instance);
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
