// The panel's drawings, as SVG made by calls of the DOM.

const NAMESPACE = "http://www.w3.org/2000/svg";

// svg makes an element of SVG.
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const canvas = (width, height, name, ...children) => svg("svg", { viewBox: `0 0 ${width} ${height}`, class: `drawing ${name}`, "aria-hidden": "true" }, ...children);
const text = (x, y, content, anchor = "start") => svg("text", { x, y, "text-anchor": anchor }, content);

const stroke = (x1, y1, x2, y2, name = "") => svg("line", { class: name, x1, y1, x2, y2 });

const [WIDTH, HEIGHT, PAD] = [340, 150, 22];
const HIST = 44; // height of the distribution under the curve

// linear maps lo … hi to from … to.
export const linear = (lo, hi, from, to) => (v) => from + ((v - lo) / (hi - lo || 1)) * (to - from);

// plot draws φ, φ′, the operating points and the layer's distribution of z.
export function plot({ z, y, d, points, counts }) {
  const across = linear(z[0], z.at(-1), PAD, WIDTH - 6);
  const values = [...y, ...d, 0];
  const up = linear(Math.min(...values), Math.max(...values), HEIGHT - 6, 8);
  return canvas(WIDTH, HEIGHT + HIST + 16, "curve",
    axes(across, up, z, values),
    line(z, y, across, up, "phi"),
    line(z, d, across, up, "slope"),
    ...dots(points, across, up),
    ...distribution(counts, across(z[0]), across(z.at(-1)), HEIGHT + HIST),
  );
}

const line = (xs, ys, across, up, name) => svg("polyline", { class: name, points: xs.map((x, i) => `${across(x).toFixed(1)},${up(ys[i]).toFixed(1)}`).join(" ") });

function axes(across, up, z, values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return svg("g", { class: "axes" },
    stroke(PAD, up(0), WIDTH - 6, up(0)), stroke(across(0), 8, across(0), HEIGHT - 6),
    text(2, up(most) + 4, short(most)), least < 0 ? text(2, up(least), short(least)) : "",
    text(PAD, HEIGHT + HIST + 13, short(z[0])), text(across(0), HEIGHT + HIST + 13, "0", "middle"), text(WIDTH - 6, HEIGHT + HIST + 13, short(z.at(-1)), "end"), text(WIDTH - 6, up(0) - 3, "z", "end"),
  );
}

const short = (v) => String(Number(v.toPrecision(2))).replace("-", "−");

// dots are the operating points; the example on show comes last, over the others.
const dots = (points, across, up) => points.flatMap((p, i) => [
  svg("circle", { class: i === 0 ? "shown at-slope" : "at-slope", cx: across(p.z), cy: up(p.d), r: i === 0 ? 4 : 2 }),
  svg("circle", { class: i === 0 ? "shown" : "", cx: across(p.z), cy: up(p.y), r: i === 0 ? 5 : 3 }),
]).reverse();

function distribution(counts, from, to, ground) {
  const most = Math.max(...counts, 1);
  const each = (to - from) / counts.length;
  return counts.map((n, i) => svg("rect", { class: "bin", x: (from + i * each + 0.5).toFixed(1), width: (each - 1).toFixed(1), y: (ground - (n / most) * HIST).toFixed(1), height: ((n / most) * HIST).toFixed(1) }));
}

// bars draws one bar for each value, up for more than 0; the first is the example on show.
export function bars(values) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  const each = Math.min(16, WIDTH / values.length);
  return canvas(WIDTH, 64, "bars",
    ...values.map((v, i) => svg("rect", { class: `${v < 0 ? "down" : "up"}${i === 0 ? " shown" : ""}`, x: i * each + 1, width: Math.max(1, each - 2), y: v < 0 ? 32 : 32 - (v / most) * 30, height: (Math.abs(v) / most) * 30 })),
    stroke(0, 32, WIDTH, 32, "ground"),
  );
}

// heatmap draws values row by row, by sign and size; one of them is framed.
export function heatmap(values, width, framed, small = false) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  const cell = small ? 12 : Math.min(12, 168 / width);
  const place = (i) => ({ x: (i % width) * cell + 1, y: Math.floor(i / width) * cell + 1 });
  const side = { width: cell - 0.5, height: cell - 0.5 };
  const height = Math.ceil(values.length / width) * cell + 2;
  const map = canvas(width * cell + 2, height, "map",
    ...values.map((v, i) => svg("rect", { class: v < 0 ? "down" : "up", ...place(i), ...side, "fill-opacity": (Math.abs(v) / most).toFixed(3) })),
    svg("rect", { class: "framed", ...place(framed), ...side }),
  );
  map.setAttribute("width", String((width * cell + 2) * (small ? 2 : 1)));
  return map;
}
