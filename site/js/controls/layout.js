// The parameters that the page offers, their places and their kinds of control. Names,
// labels, choices and ranges come from the engine's table (schema.js).
//
//   first    choices that are visible before "more…" is pressed
//   compare  a link that makes lanes differ in this one
//   as       "slider" (the default of numbers), "number" or "text"
//   ladder   "binary" for a slider that stops at powers of two
//   dice     a button that draws another value
//   bare     the group's title is the label of the control; titles are ids
//   suggest  words offered for a text
//
// A row {table: true} is the control for a table of the viewer's own, and a row
// {difference: true} the control for the parameter that lanes differ in. The speed is in the
// bar.

export const groups = [
  {
    title: "param.groupActivation",
    rows: [
      { param: "act", bare: true, first: ["sigmoid", "tanh", "relu", "leaky"], compare: true },
      { param: "slope" },
    ],
  },
  { title: "page.groupCompare", rows: [{ difference: true }] },
  { title: "param.groupNetwork", rows: [{ param: "model" }, { param: "depth" }, { param: "width", ladder: "binary" }] },
  {
    title: "param.groupInitialisation",
    rows: [{ param: "init", bare: true, first: ["standard", "xavier", "he"], compare: true }],
  },
  {
    title: "param.groupTraining",
    rows: [{ param: "lr" }, { param: "batch", ladder: "binary" }, { param: "seed", as: "number", dice: true }, { param: "pace", as: "number" }],
  },
  { title: "param.groupData", rows: [{ param: "data", bare: true }, { table: true }] },
  { title: "param.groupBackend", rows: [{ param: "backend", bare: true, compare: true }] },
  {
    title: "param.groupMore",
    folded: true,
    rows: [
      { param: "pretrain", compare: true },
      { param: "norm", compare: true },
      { param: "skip", compare: true },
      { param: "opt", compare: true },
      { param: "gain" },
      { param: "clip", as: "number" },
      { param: "decay", as: "number" },
      { param: "layerlr", as: "text", suggest: ["none", "equalise"] },
    ],
  },
];

// rowOf is how the page offers a parameter.
export const rowOf = (name) => groups.flatMap((g) => g.rows).find((row) => row.param === name);

// MAX_LANES is sim.MaxLanes, the most networks that fit on the stage: TestLaneLimitsAgree.
export const MAX_LANES = 4;

// The parameters that lanes can differ in, in the order of the menu, with the values to begin
// with. The engine allows these and no others: TestComparisonsAgree.
export const comparisons = {
  act: ["sigmoid", "relu", "leaky"],
  init: ["standard", "xavier", "he"],
  depth: ["5", "10", "20"],
  width: ["4", "16", "64"],
  lr: ["0.001", "0.01", "0.1"],
  batch: ["8", "32", "128"],
  seed: ["1", "2", "3"],
  gain: ["0.5", "1", "2"],
  slope: ["0.01", "0.1", "0.3"],
  norm: ["none", "batch", "layer"],
  skip: ["none", "plain", "scaled"],
  opt: ["sgd", "momentum", "adam"],
  clip: ["0", "0.1", "1"],
  decay: ["0", "0.0001", "0.01"],
  pretrain: ["none", "autoencoder"],
  model: ["mlp", "cnn"],
  backend: ["cpu", "gpu"],
  pace: ["1", "10", "100"],
  layerlr: ["none", "equalise"],
};
