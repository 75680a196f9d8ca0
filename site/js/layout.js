// Which parameters the page offers, where, and as what. Names, labels, choices
// and ranges come from the engine's own table (schema.js) alone.
//
//   first    choices that stand there before "more…" is pressed
//   compare  values to begin with when lanes are to differ in this one
//   as       "slider" (the default of numbers), "number" or "text"
//   ladder   "binary" for a slider that stops at powers of two
//   dice     a button that draws another value
//   bare     the group's title is the name of the control
//   only     act values for which the control means anything
//   suggest  words offered for a text
//
// A row {table: true} is where a table of the viewer's own is chosen.

export const groups = [
  {
    title: "Activation",
    rows: [
      { param: "act", bare: true, first: ["sigmoid", "tanh", "relu", "leaky"], compare: ["sigmoid", "relu", "leaky"] },
      { param: "slope", only: ["leaky"] },
    ],
  },
  { title: "Network", rows: [{ param: "depth" }, { param: "width", ladder: "binary" }] },
  {
    title: "Initialisation",
    rows: [{ param: "init", bare: true, first: ["standard", "xavier", "he"], compare: ["standard", "xavier", "he"] }],
  },
  {
    title: "Training",
    rows: [{ param: "lr" }, { param: "batch", ladder: "binary" }, { param: "seed", as: "number", dice: true }],
  },
  { title: "Data", rows: [{ param: "data", bare: true }, { table: true }] },
  { title: "Backend", rows: [{ param: "backend", bare: true, compare: ["cpu", "gpu"] }] },
  {
    title: "More",
    folded: true,
    rows: [
      { param: "pretrain", compare: ["none", "autoencoder"] },
      { param: "norm", compare: ["none", "batch", "layer"] },
      { param: "skip", compare: ["none", "plain", "scaled"] },
      { param: "opt", compare: ["sgd", "momentum", "adam"] },
      { param: "gain" },
      { param: "clip", as: "number" },
      { param: "decay", as: "number" },
      { param: "layerlr", as: "text", suggest: ["none", "equalise"] },
      { param: "speed" },
    ],
  },
];

// The most networks that fit on the stage.
export const MAX_LANES = 4;
