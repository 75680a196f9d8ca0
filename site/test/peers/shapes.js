// What is trained: the networks of sim/backend/cpu/shapes_test.go and
// sim/backend/gpu/speed_test.go under the same names,
// with plain SGD.

export const rate = 0.1;

const image = [
  { conv: 16 }, { conv: 16 }, { pool: 2 },
  { conv: 32 }, { conv: 32 }, { pool: 2 },
];

// hidden are widths of dense layers; body, where there is one, stands in front.
export const shapes = {
  A: { input: [2], hidden: Array(10).fill(8), output: 1, act: "sigmoid", batch: 10 },
  B: { input: [64], hidden: Array(20).fill(64), output: 10, act: "relu", batch: 128 },
  C: { input: [784], hidden: Array(10).fill(512), output: 10, act: "relu", batch: 256 },
  E: { input: [28, 28, 1], body: image, hidden: [], output: 10, act: "relu", batch: 64 },
};

export const size = (shape) => shape.input.reduce((a, b) => a * b, 1);

// inputs is one minibatch; the class of example i is i modulo the classes.
export function inputs(shape) {
  return Float32Array.from({ length: shape.batch * size(shape) }, () => 2 * Math.random() - 1);
}

// targets is one row an example: one-hot, or the class itself of two.
export function targets(shape) {
  const rows = new Float32Array(shape.batch * shape.output);
  for (let i = 0; i < shape.batch; i++) {
    if (shape.output === 1) rows[i] = i % 2;
    else rows[i * shape.output + (i % shape.output)] = 1;
  }
  return rows;
}
