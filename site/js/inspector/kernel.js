// A kernel of a conv layer: its weights, how many it adds up, and where its weight is shared.

import { say } from "../text/inspector.js";
import { drawing, formula, heading, note } from "./blocks.js";
import { heatmap } from "./drawings.js";
import { by, digits, equal, id, num, product, row, sum } from "./formula.js";
import * as s from "./symbols.js";

// kernel returns the blocks about it, none of a layer without.
export function kernel(report) {
  const { layer, weight, place } = report;
  if (layer.kind !== "conv") return [];
  const [height, width] = layer.kernel;
  const positions = layer.image[0] * layer.image[1];
  const blocks = [heading(say("inspector.kernel")),
    formula(equal(id(say("inspector.fanIn")), product(num(height), num(width), num(layer.inputs)), num(layer.fanIn))),
    note(say("inspector.kernelIs", { height, width, inputs: layer.inputs, fan: layer.fanIn, stride: layer.stride, pad: layer.pad, positions })),
  ];
  if (!weight?.shared) return blocks;
  const { kernel: weights, slopes, positions: adds, padded, slope, weight: mean } = weight.shared;
  const values = (of) => of.map(digits).join(", ");
  blocks.push(
    drawing(say("inspector.kernelInWords", { weights: values(weights), slopes: values(slopes) }), () => [heatmap(weights, width, place.tap, true), heatmap(slopes, width, place.tap, true)]),
    note(say("inspector.kernelMeans", { weight: digits(mean), slope: digits(slope) })),
    formula(equal(by(s.E, s.w), row(sum("p"), product(row(by(s.E, id("u", "j", "p"))), id("x", "i", "p"))), num(weight.example))),
    drawing(say("inspector.positionsInWords", { positions, used: adds.filter((v) => v !== 0).length, padded }), () => heatmap(adds, layer.image[1], report.unit.at)),
    note(say("inspector.sharedOver", { positions, padded })),
  );
  return blocks;
}
