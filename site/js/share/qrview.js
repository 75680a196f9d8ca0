// A QR code as an element: dark on light whatever the colours of the page are,
// with the quiet margin that readers need.

import { encode } from "./qr.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4; // modules

// qrView returns an element for a text, with a label for screen readers; null if the text is too long for a code.
export function qrView(text, label) {
  const rows = encode(text);
  if (!rows) return null;
  const size = rows.length + 2 * MARGIN;
  const svg = made("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  svg.append(made("path", { fill: "#fff", d: `M0 0h${size}v${size}H0z` }), made("path", { fill: "#000", d: pathOf(rows) }));
  return svg;
}

function made(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// pathOf draws each run of dark modules as one rectangle.
export function pathOf(rows) {
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      path += `M${from + MARGIN} ${y + MARGIN}h${x + 1 - from}v1H${from + MARGIN}z`;
    }
  });
  return path;
}
