// Measures every contender on every shape, a second at a time and in turn, so
// that a machine's moods hit all of them, and takes medians. window.results is
// set when it is done.

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
const contenders = [ours.plain, ours.withNorms, tf.wasm, tf.cpu, jax.wasm, convnet.cpu, brain.cpu];

const results = {};

async function open(contender, what) {
  const [kind, n] = what.split(" ");
  try {
    return await (kind === "sgemm" ? contender.multiply?.(Number(n)) : contender.train?.(shapes[what], what)) ?? null;
  } catch (error) {
    console.log(`${contender.name}, ${what}: ${error.message}`);
    return null;
  }
}

async function compare(what) {
  const figures = {};
  for (const contender of contenders) {
    const job = await open(contender, what);
    if (!job) continue;
    figures[contender.name] = [];
    try {
      for (let i = 0; i < rounds; i++) figures[contender.name].push(await job.run(seconds));
    } catch (error) {
      console.log(`${contender.name}, ${what}: ${error.message}`);
    }
    job.close?.();
  }
  results[what] = Object.fromEntries(Object.entries(figures).map(([name, list]) => [name, median(list)]));
}

function median(list) {
  return list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? null;
}

for (const what of chosen) await compare(what);
window.results = results;
