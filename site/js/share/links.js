// Links and codes to share: texts that are made of the page's address and its
// query, safe wherever they are pasted.

import { say } from "../text/share.js";
import { home, pageLink } from "./pagelink.js";

export { pageLink };

// Sizes of an embed, in CSS pixels.
export const LEAST = { width: 280, height: 200 };
export const MOST = { width: 3840, height: 2160 };

// fitted is a size that an embed may have.
export const fitted = (value, side) => Math.min(MOST[side], Math.max(LEAST[side], Math.round(Number(value)) || LEAST[side]));

export const embedLink = (base, query) => new URL(`embed.html${query && `?${query}`}`, home(base)).href;

// iframeCode embeds a query without a script of the host's.
export const iframeCode = (base, query, { width, height }) =>
  `<iframe src="${attribute(embedLink(base, query))}" title="${attribute(say("share.embedTitle"))}" width="${fitted(width, "width")}" height="${fitted(height, "height")}" loading="lazy" style="border:0;max-width:100%"></iframe>`;

// elementCode embeds it as <back-flow>, in whose place a link stands where there
// is no script.
export const elementCode = (base, query, { width, height }) =>
  `<script src="${attribute(new URL("embed.js", home(base)).href)}" defer></script>\n`
  + `<back-flow query="${attribute(query)}" style="display:block;width:${fitted(width, "width")}px;max-width:100%;height:${fitted(height, "height")}px">\n`
  + `  <a href="${attribute(pageLink(base, query))}">${attribute(say("share.embedTitle"))}</a>\n</back-flow>`;

const NAMES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// attribute is a text as it stands between quotes in HTML.
export const attribute = (text) => text.replace(/[&<>"']/g, (c) => NAMES[c]);

// reach says who can open a link, if not everybody: "" for everybody.
export function reach(base) {
  const { protocol, hostname } = new URL(base);
  if (protocol === "file:") return say("share.reachFile");
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.localhost$/.test(hostname)) return say("share.reachLocal");
  return "";
}
