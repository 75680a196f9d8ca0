// The worker that the engine runs in: gives Go what it cannot get by itself, then loads
// and starts engine.wasm. The protocol stands in protocol.js.

import { bytes, instantiate, runtime } from "../boot/files.js";
import "./simd.js";

// Messages may arrive before Go listens. They are kept until it does.
const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

// Package port calls this object "host".
self.backflow = {
  adapter: "",
  software: false,

  // Calls onfailure when the newest device fails.
  watch(onfailure) {
    newest.onfailure = onfailure;
    if (newest.failure) onfailure(...newest.failure);
  },

  // Between the two calls pipelines are only requested: createComputePipeline returns
  // nothing then. The promise of the second call never rejects.
  collect() {
    requests = [];
  },
  compiled() {
    const all = Promise.all(requests);
    requests = null;
    return Promise.race([all, new Promise((done) => setTimeout(done, COMPILE_MS))]);
  },

  listening() {
    self.removeEventListener("message", keep);
    for (const { data, ports } of early.splice(0)) {
      self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
    }
  },

  gpuAbsence() {
    if (denied) return denied;
    if (self.navigator.gpu) return "";
    return self.isSecureContext
      ? JSON.stringify({ id: "page.noWebGPU" })
      : JSON.stringify({ id: "page.insecure" });
  },

  // Resolves to {bytes: ArrayBuffer}; rejects with a part of a sentence. The signal
  // aborts the download.
  async load(name, signal) {
    return { bytes: await bytes(name, signal) };
  },
};

// Why the page lets the engine have no GPU; "" if it does.
let denied = "";
self.addEventListener("message", ({ data }) => {
  if (data?.type === "start") denied = String(data.gpu ?? "");
});

// The Go binding sees neither the adapter's name nor the loss of a device.
function watchGPU() {
  if (!self.navigator.gpu) return;
  const names = new WeakMap();

  const { requestAdapter } = self.GPU.prototype;
  self.GPU.prototype.requestAdapter = async function (...args) {
    const adapter = await requestAdapter.apply(this, args);
    if (adapter) names.set(adapter, [adapterName(adapter), isSoftware(adapter)]);
    return adapter;
  };

  const { requestDevice } = self.GPUAdapter.prototype;
  self.GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    [self.backflow.adapter, self.backflow.software] = names.get(this) ?? ["", false];
    if (newest) newest.onfailure = null;
    const entry = newest = { device, taken: false, failure: null, onfailure: null };
    device.lost.then(({ reason, message }) => {
      // Go destroys the devices that it no longer uses.
      if (reason !== "destroyed" || entry.taken) fail(entry, "lost", message || JSON.stringify({ id: "page.noReason" }));
    });
    device.addEventListener("uncapturederror", ({ error }) => {
      console.error("WebGPU:", error.message);
      fail(entry, error instanceof self.GPUOutOfMemoryError ? "full" : "refused", error.message);
    });
    return device;
  };
}

// The Go binding requests one pipeline after the other, and browsers compile each on the
// thread of all drawing. Pipelines that are requested ahead compile side by side, and are
// ready when the binding requests them again. The binding's own request reports errors. It
// also compiles everything where browsers lack createComputePipelineAsync, and on two
// cores, which training and the picture keep busy.
let requests = null; // promises of pipelines, between collect and compiled
const ready = new WeakMap(); // pipelines by their module: each kernel has its own
const COMPILE_MS = 30_000; // limit of the wait: the device may hang
const manyCores = self.navigator.hardwareConcurrency >= 4;

function compileAhead() {
  if (!self.GPUDevice) return;
  const { createComputePipeline } = self.GPUDevice.prototype;
  self.GPUDevice.prototype.createComputePipeline = function (description) {
    const { module } = description.compute;
    if (!requests) return ready.get(module) ?? createComputePipeline.call(this, description);
    const pipeline = manyCores ? this.createComputePipelineAsync?.(description) : null;
    requests.push(Promise.resolve(pipeline).then((it) => it && ready.set(module, it), () => {}));
  };
}

// The newest device, its first failure, and the function to call then. Later failures
// follow from the first.
let newest = null;

function fail(entry, kind, message) {
  if (entry.failure) return;
  entry.failure = [kind, message.split("\n", 1)[0].replace(/\.$/, "")];
  entry.onfailure?.(...entry.failure);
}

self.addEventListener("message", ({ data }) => {
  if (data?.type !== "lose-gpu" || !newest) return;
  newest.taken = true; // so that this counts as a loss
  newest.device.destroy();
});

function adapterName(adapter) {
  const { vendor, architecture, device, description } = adapter.info ?? {};
  const name = description || [vendor, architecture || device].filter(Boolean).join(" ") || "unnamed adapter";
  return isSoftware(adapter) ? `${name}, software adapter` : name;
}

function isSoftware(adapter) {
  const { isFallbackAdapter, vendor, architecture, device, description } = adapter.info ?? {};
  return Boolean(isFallbackAdapter || adapter.isFallbackAdapter)
    || /swiftshader|llvmpipe|lavapipe|software/i.test([vendor, architecture, device, description].join(" "));
}

// Where text is empty the page writes a sentence for the detail, which is for developers.
function fatal(phase, text, detail = "") {
  if (detail) console.warn(detail);
  self.postMessage({ type: "fatal", phase, text, detail });
}

// Go writes the reason why it stops to the console only.
let last = "";
const { log } = console;
console.log = (...words) => {
  if (/^(fatal error|panic|runtime): /.test(words[0])) last = words[0];
  log.apply(console, words);
};

// loading tells the page how much of the engine has been loaded, in per cent.
let told = -1;
function loading(share, late) {
  const percent = Math.floor(100 * share);
  if (percent === told && !late) return;
  told = percent;
  self.postMessage({ type: "loading", share, late });
}

async function start() {
  loading(0, false); // the script is here
  let go, program;
  try {
    go = await runtime();
    const simd = self.simdHost();
    go.importObject.simd = simd.imports;
    watchGPU();
    compileAhead();
    const texts = bytes("texts.json");
    texts.catch(() => {}); // it is waited for below
    program = await instantiate("engine.wasm", go.importObject, loading);
    self.postMessage({ type: "texts", json: new TextDecoder().decode(await texts) });
    simd.begin(program.instance);
  } catch (error) {
    return fatal("load", { id: "boot.engineNotLoaded", args: { why: error.says ?? { id: "boot.partFault" } } }, String(error));
  }
  try {
    await go.run(program.instance);
    fatal("run", "", last);
  } catch (error) {
    fatal("run", "", String(error));
  }
}

start();
