// brain.js: one example at a time, updated after each. It refuses a momentum of 0.

import { inputs, rate, shapes, size, targets } from "./shapes.js";
import { timed } from "./timing.js";

async function train(shape) {
  if (shape.body || shape === shapes.C) return null; // no convolutions; a minute a step
  const net = new globalThis.brain.NeuralNetwork({ hiddenLayers: shape.hidden, activation: shape.act, learningRate: rate, momentum: 1e-9 });
  const x = inputs(shape), y = targets(shape), n = size(shape), m = shape.output;
  const examples = Array.from({ length: shape.batch }, (_, i) => ({
    input: x.slice(i * n, (i + 1) * n), output: y.slice(i * m, (i + 1) * m),
  }));
  net.train(examples.map(({ input, output }) => ({ input: Array.from(input), output: Array.from(output) })), { iterations: 1 });
  return timed(async (count) => {
    for (let i = 0; i < count; i++) {
      for (const { input, output } of examples) {
        net.runInput(input);
        net.calculateDeltas(output);
        net.adjustWeights();
      }
    }
  });
}

export const cpu = { name: "brain.js", train };
