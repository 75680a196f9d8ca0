// Settings that depend on each other: a conv net needs images. The viewer's newest choice
// stays, the other setting follows, and a sentence says so.

import { say } from "../text/page.js";
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
    return { patch: { ...patch, ...lanes }, said: say("page.noImages", { data: name("data", next.data) }) };
  }
  return { patch: { ...patch, data: IMAGES[0] }, said: say("page.needsImages", { data: name("data", IMAGES[0]) }) };
}

function convolves({ model, vs }) {
  const { param, values } = parseVersus(vs);
  return param === "model" ? values.includes("cnn") : model === "cnn";
}
