// jax-js: a jitted step on its wasm device, one thread as the page is not
// cross-origin isolated, or on its webgpu device. An array is used up by what it is handed to; .ref
// keeps it.

import { blockUntilReady, defaultDevice, grad, init, jit, lax, nn, numpy as np } from "./node_modules/@jax-js/jax/dist/index.js";
import { inputs, rate, size, targets } from "./shapes.js";
import { gflop, timed } from "./timing.js";

async function use(device) {
  await init(device);
  defaultDevice(device);
}

function weights(shape) {
  const list = [];
  const draw = (dims, fan) => {
    const n = dims.reduce((a, b) => a * b, 1);
    list.push(np.array(Float32Array.from({ length: n }, () => (2 * Math.random() - 1) * Math.sqrt(3 / fan))).reshape(dims));
  };
  let [side, , channels] = shape.body ? shape.input : [0, 0, 0];
  for (const l of shape.body ?? []) {
    if (l.conv) {
      draw([l.conv, channels, 3, 3], 9 * channels);
      list.push(np.zeros([1, l.conv, 1, 1]));
      channels = l.conv;
    } else {
      side /= l.pool;
    }
  }
  let fan = shape.body ? side * side * channels : size(shape);
  for (const units of [...shape.hidden, shape.output]) {
    draw([fan, units], fan);
    list.push(np.zeros([units]));
    fan = units;
  }
  return list;
}

const activate = (shape, x) => (shape.act === "relu" ? nn.relu(x) : nn.sigmoid(x));

function forward(shape, params, x) {
  const rest = [...params];
  for (const l of shape.body ?? []) {
    if (l.conv) {
      x = activate(shape, lax.conv(x, rest.shift(), [1, 1], "SAME").add(rest.shift()));
    } else {
      const [n, c, h, w] = x.shape;
      x = x.reshape([n, c, h / l.pool, l.pool, w / l.pool, l.pool]).max([3, 5]);
    }
  }
  if (shape.body) x = x.reshape([shape.batch, -1]);
  for (let i = 0; i < shape.hidden.length; i++) x = activate(shape, np.dot(x, rest.shift()).add(rest.shift()));
  return np.dot(x, rest.shift()).add(rest.shift());
}

function loss(shape, params, x, y) {
  const out = forward(shape, params, x);
  if (shape.output === 1) {
    const p = nn.sigmoid(out);
    const d = p.sub(y);
    return d.ref.mul(d).mean();
  }
  return nn.logSoftmax(out).mul(y).sum(-1).mean().neg();
}

async function train(device, shape) {
  await use(device);
  const step = jit((params, x, y) => {
    const g = grad((p, x, y) => loss(shape, p, x, y))(params.map((p) => p.ref), x, y);
    return params.map((p, i) => p.sub(g[i].mul(rate)));
  });
  let params = weights(shape);
  const dims = shape.body ? [shape.batch, 1, 28, 28] : [shape.batch, size(shape)];
  const x = np.array(inputs(shape)).reshape(dims), y = np.array(targets(shape)).reshape([shape.batch, shape.output]);
  return timed(async (n) => {
    for (let i = 0; i < n; i++) params = step(params, x.ref, y.ref);
    await blockUntilReady(params.map((p) => p.ref));
  });
}

async function multiply(device, n) {
  await use(device);
  const draw = () => np.array(Float32Array.from({ length: n * n }, Math.random)).reshape([n, n]);
  const a = draw(), b = draw();
  return gflop(n, timed(async (count) => {
    for (let i = 0; i < count; i++) {
      const c = np.dot(a.ref, b.ref);
      await blockUntilReady(c.ref);
      c.dispose();
    }
  }));
}

// device is "wasm" or "webgpu".
export const on = (device) => ({
  name: `jax-js ${device}`,
  train: (shape) => train(device, shape),
  multiply: (n) => multiply(device, n),
});
