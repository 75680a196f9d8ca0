// The values that a slider stops at: readable numbers, so that every notch is another number
// and every arrow key changes it.

const DECIMAL = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

// ladder returns the values of a numeric parameter's slider, ascending.
export function ladder(param, kind = "") {
  const whole = param.kind === "int";
  const raw = kind === "binary" ? binary(param) : param.log || whole ? decimal(param) : even(param);
  const values = raw.map((x) => (whole ? Math.round(x) : Number(x.toPrecision(3))));
  return [...new Set([param.min, ...values, param.max])].filter((x) => x >= param.min && x <= param.max).sort((a, b) => a - b);
}

function binary({ min, max }) {
  const values = [];
  for (let k = 0; min * 2 ** (k / 2) <= max; k++) values.push(min * 2 ** (k / 2));
  return values.concat([3, 5, 6, 7, 10]);
}

function decimal({ kind, min, max }) {
  const values = kind === "int" ? Array.from({ length: 20 }, (_, i) => i + 1) : [];
  for (let k = Math.floor(Math.log10(Math.max(min, 1e-9))); 10 ** k <= max; k++) {
    values.push(...DECIMAL.map((m) => m * 10 ** k));
  }
  return values;
}

function even({ min, max }) {
  return Array.from({ length: 101 }, (_, i) => min + ((max - min) * i) / 100);
}

// nearest returns the rung closest to x, by ratio where all are positive.
export function nearest(rungs, x) {
  const scale = (v) => (rungs[0] > 0 ? Math.log(Math.max(v, 1e-30)) : v);
  let best = 0;
  rungs.forEach((r, i) => {
    if (Math.abs(scale(r) - scale(x)) < Math.abs(scale(rungs[best]) - scale(x))) best = i;
  });
  return best;
}
