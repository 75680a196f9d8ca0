// TensorFlow.js, layers API. Its wasm backend has no gradient of a convolution.

import { inputs, rate, shapes, targets } from "./shapes.js";
import { gflop, timed } from "./timing.js";

const tf = globalThis.tf;
tf.wasm.setWasmPaths("node_modules/@tensorflow/tfjs-backend-wasm/dist/");

function model(shape) {
  const layers = [];
  const first = () => (layers.length ? {} : { inputShape: shape.input });
  for (const l of shape.body ?? []) {
    layers.push(l.conv
      ? tf.layers.conv2d({ ...first(), filters: l.conv, kernelSize: 3, padding: "same", activation: shape.act })
      : tf.layers.maxPooling2d({ poolSize: l.pool }));
  }
  if (shape.body) layers.push(tf.layers.flatten());
  for (const units of shape.hidden) layers.push(tf.layers.dense({ ...first(), units, activation: shape.act }));
  layers.push(tf.layers.dense({ units: shape.output, activation: shape.output === 1 ? "sigmoid" : "softmax" }));
  const m = tf.sequential({ layers });
  m.compile({ optimizer: tf.train.sgd(rate), loss: shape.output === 1 ? "binaryCrossentropy" : "categoricalCrossentropy" });
  return m;
}

async function train(backend, shape) {
  if (backend === "wasm" && shape.body) return null;
  if (backend === "cpu" && shape === shapes.C) return null; // minutes a step
  await tf.setBackend(backend);
  const m = model(shape);
  const x = tf.tensor(inputs(shape), [shape.batch, ...shape.input]);
  const y = tf.tensor(targets(shape), [shape.batch, shape.output]);
  return timed(async (n) => {
    await tf.setBackend(backend);
    for (let i = 0; i < n; i++) await m.trainOnBatch(x, y);
  });
}

async function multiply(backend, n) {
  if (backend === "cpu") return null;
  await tf.setBackend(backend);
  const a = tf.randomUniform([n, n]), b = tf.randomUniform([n, n]);
  return gflop(n, timed(async (count) => {
    await tf.setBackend(backend);
    for (let i = 1; i < count; i++) tf.matMul(a, b).dispose();
    const last = tf.matMul(a, b), corner = last.slice([0, 0], [1, 1]);
    await corner.data(); // a GPU is not done before
    tf.dispose([last, corner]);
  }));
}

// backend is "wasm", "cpu" or "webgpu".
export const on = (backend) => ({
  name: `tfjs ${backend}`,
  train: (shape) => train(backend, shape),
  multiply: (n) => multiply(backend, n),
});
