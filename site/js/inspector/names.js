// How the inspector names things.

import { said, say } from "../text/inspector.js";

export const NONE = -1;
export const BIAS = -2;

// unitMessage names a unit or a channel of the layer of a report.
const unitMessage = ({ layer }, unit) => ({ id: layer.kind === "conv" ? "inspector.channel" : "inspector.unit", args: { unit: unit + 1 } });

// unitName is unitMessage in words.
export const unitName = (report, unit) => said(unitMessage(report, unit));

// inputName names what the weight of a report comes from.
export function inputName({ layer, place, names }, from) {
  if (from === BIAS) return say("inspector.bias");
  if (layer.kind === "conv") return say("inspector.inputChannel", { unit: from + 1 });
  if (place.layer === 0) return say("inspector.input", { unit: from + 1 });
  return say("inspector.inputOf", { unit: from + 1, layer: names[place.layer - 1] });
}

const layerMessage = ({ name }) => (name === "out" ? { id: "inspector.outputLayer" } : { id: "inspector.layer", args: { layer: name } });

// layerName names a layer of this name.
export const layerName = (layer) => said(layerMessage(layer));

// title names the place of a report.
export function title(report) {
  const { place } = report;
  if (place.unit === NONE) return layerName(report.layer);
  const unit = unitMessage(report, place.unit);
  const named = (form) => say("inspector.ofLayer", { what: say(unit.id + form, unit.args), layer: layerMessage(report.layer) });
  if (place.from === NONE) return named("_start");
  if (place.from === BIAS) return say("inspector.biasOf", { unit: named("") });
  return say("inspector.weightTo", { from: inputName(report, place.from), unit: named("") });
}

// spot writes a place in an image or a kernel as its row and column.
export const spot = (at, width) => say("inspector.spot", { row: Math.floor(at / width) + 1, column: (at % width) + 1 });
