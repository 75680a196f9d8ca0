// Measures every contender on every shape, a second at a time and in turn, so
// that a machine's moods hit all of them, and takes medians. ?on=gpu measures
// what trains on WebGPU, else what trains on the CPU. window.results is set when
// it is done.

import * as brain from "./brain.js";
import * as convnet from "./convnet.js";
import * as jax from "./jax.js";
import * as ours from "./ours.js";
import { shapes } from "./shapes.js";
import * as tf from "./tf.js";

const options = new URLSearchParams(location.search);
const rounds = Number(options.get("rounds") ?? 3);
const seconds = Number(options.get("seconds") ?? 1);
const chosen = options.get("shapes")?.split(",") ?? [...Object.keys(shapes), "sgemm 256", "sgemm 1024"];

// A contender has a name and train(shape), multiply(n), which return
// null where the library cannot, or else run(seconds): the units of work a
// second, steps or GFLOP.
const contenders = {
  cpu: [...ours.on("cpu"), tf.on("wasm"), tf.on("cpu"), jax.on("wasm"), convnet.cpu, brain.cpu],
  gpu: [...ours.on("gpu"), jax.on("webgpu"), tf.on("webgpu")],
}[options.get("on") ?? "cpu"];

async function open(contender, what) {
  const [kind, n] = what.split(" ");
  return await (kind === "sgemm" ? contender.multiply?.(Number(n)) : contender.train?.(shapes[what], what)) ?? null;
}

// measure adds one figure of a contender, unless it has failed before.
async function measure(entry, what) {
  if (entry.failed) return;
  try {
    entry.job ??= await open(entry.contender, what);
    if (entry.job) entry.figures.push(await entry.job.run(seconds));
    else entry.failed = true;
  } catch (error) {
    entry.failed = true;
    console.log(`${entry.contender.name}, ${what}: ${error.message}`);
  }
}

async function compare(what) {
  const entries = contenders.map((contender) => ({ contender, figures: [] }));
  for (let i = 0; i < rounds; i++) {
    for (const entry of entries) await measure(entry, what);
  }
  const measured = entries.filter(({ figures }) => figures.length > 0);
  return Object.fromEntries(measured.map(({ contender, figures }) => [contender.name, median(figures)]));
}

function median(list) {
  return list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

const results = {};
for (const what of chosen) results[what] = await compare(what);
window.results = results;
