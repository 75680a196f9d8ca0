// Settings that only go together: a conv net needs images. What a viewer has just
// chosen stays, the other one follows, and is told.

import { lanesOf, labelOf, parseVersus, schemaOf } from "./versus.js";

const IMAGES = ["digits"];

// suited completes a change of settings, and says in a sentence what else has
// changed with it, "" for nothing.
export function suited(values, patch) {
  const next = { ...values, ...patch };
  if (!convolves(next) || IMAGES.includes(next.data)) return { patch, said: "" };
  const name = (param, value) => labelOf(schemaOf(param), value);
  if ("data" in patch) {
    const lanes = parseVersus(next.vs).param === "model" ? lanesOf("model", ["mlp"]) : { model: "mlp" };
    return { patch: { ...patch, ...lanes }, said: `${name("data", next.data)} has no images, which a conv net needs: the network is dense now.` };
  }
  return { patch: { ...patch, data: IMAGES[0] }, said: `A conv net needs images: the data set is ${name("data", IMAGES[0])} now.` };
}

function convolves({ model, vs }) {
  const { param, values } = parseVersus(vs);
  return param === "model" ? values.includes("cnn") : model === "cnn";
}
