// ConvNetJS: one example at a time, updated after a batch of them.

import { inputs, rate, shapes, size, targets } from "./shapes.js";
import { timed } from "./timing.js";

const convnetjs = globalThis.convnetjs;

function layers(shape) {
  const [side, , depth] = shape.body ? shape.input : [1, 1, size(shape)];
  const list = [{ type: "input", out_sx: side, out_sy: side, out_depth: depth }];
  for (const l of shape.body ?? []) {
    list.push(l.conv
      ? { type: "conv", sx: 3, filters: l.conv, stride: 1, pad: 1, activation: shape.act }
      : { type: "pool", sx: l.pool, stride: l.pool });
  }
  for (const units of shape.hidden) list.push({ type: "fc", num_neurons: units, activation: shape.act });
  list.push(shape.output === 1 ? { type: "regression", num_neurons: 1 } : { type: "softmax", num_classes: shape.output });
  return list;
}

async function train(shape) {
  if (shape === shapes.C) return null; // a minute a step
  const net = new convnetjs.Net();
  net.makeLayers(layers(shape));
  const trainer = new convnetjs.SGDTrainer(net, { learning_rate: rate, momentum: 0, batch_size: shape.batch, l2_decay: 0 });
  const x = inputs(shape), y = targets(shape), n = size(shape);
  const examples = Array.from({ length: shape.batch }, (_, i) => {
    const vol = new convnetjs.Vol(shape.body ? 28 : 1, shape.body ? 28 : 1, shape.body ? 1 : n, 0);
    vol.w.set(x.subarray(i * n, (i + 1) * n));
    const target = shape.output === 1 ? [y[i]] : i % shape.output;
    return [vol, target];
  });
  return timed(async (count) => {
    for (let i = 0; i < count; i++) {
      for (const [vol, target] of examples) trainer.train(vol, target);
    }
  });
}

export const cpu = { name: "convnetjs", train };
