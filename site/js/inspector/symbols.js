// The symbols of the formulas, as in sim/inspect/doc.go: E is the loss of the example on show, C
// the minibatch's mean, i an input of the layer, j the unit, k a unit of the layer behind it.

import { by, id, product, row, op } from "./formula.js";

export const E = id("E");
export const C = id("C");
export const w = id("w", "i", "j");
export const b = id("b", "j");
export const x = id("x", "i");
export const y = id("y", "j");
export const z = id("z", "j");
export const u = id("u", "j"); // Σwx + b, where a normalisation makes z of it
export const slope = row(id("f′"), op("("), z, op(")"));
export const arrives = by(E, y);
export const delta = by(E, z);

// ownDelta is ∂E/∂u in symbols: what is left of δ in front of a normalisation.
export const gain = row(id("γ"), op("/"), id("σ"));
export const shared = id("s", "j");
export const chain = product(arrives, slope);
