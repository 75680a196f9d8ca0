// Settings that depend on each other: a conv net needs images. The viewer's newest choice
// stays, the other setting follows, and a sentence says so.

import { lanesOf, labelOf, parseVersus, schemaOf } from "./versus.js";

// The data sets with images: TestImageSetsAgree.
const IMAGES = ["digits"];

// suited completes a change of settings. said is a sentence about the settings that change
// with it, "" for none.
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
