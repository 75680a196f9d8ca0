// The way from the loss to here as a product: what each layer multiplies δ by.

import { say } from "../text/inspector.js";
import { formula, heading, note, table } from "./blocks.js";
import { by, equal, id, num, product, row } from "./formula.js";
import * as s from "./symbols.js";
import { kind } from "./way.js";
import { underflow } from "./zeros.js";

const DELTA = row(id("RMS"), id(" "), by(s.C, id("z")));

// chain returns the blocks about it.
export function chain({ chain: { start, links, delta, share, ways }, layer }) {
  const factors = [num(start), ...links.map((l) => num(l.factor))];
  const blocks = [heading(say("inspector.fromTheLoss"))];
  if (links.length > 0) blocks.push(formula(equal(DELTA, product(...factors), num(delta))), note(say("inspector.chainIs", { layer: layer.name })), steps(links));
  else blocks.push(formula(equal(DELTA, num(delta))), note(say("inspector.lastLayer")));
  if (links.some((l) => l.factor === null)) blocks.push(note(say("inspector.noFactor")));
  if (share !== null) blocks.push(formula(equal(row(id("RMS"), id(" "), by(s.C, s.z)), product(num(delta), num(share)))), note(say("inspector.shareIs")));
  blocks.push(...underflow(delta));
  if (ways.length > 0) blocks.push(note(say("inspector.ways", { kinds: ways.map(kind).join(", ") })));
  return blocks;
}

// steps is a row for each layer on the way back.
const steps = (links) => table(say("inspector.steps"), [say("inspector.headLayer"), say("inspector.headFactor"), say("inspector.headSlope"), say("inspector.headRest"), say("inspector.headDelta")],
  links.map((l) => [l.name, num(l.factor), num(l.slope), num(l.rest), num(l.delta)]));
