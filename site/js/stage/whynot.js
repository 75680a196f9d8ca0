// Finds out why a stage sends no message: its document may be refused, missing or another
// one, or its script may not have loaded. Browsers do not tell a page.

import { files } from "../boot/build.js";

const MOST = 80; // characters of a header that are said

const short = (value) => value.slice(0, MOST) || { id: "boot.nothing" };

// whyNot resolves to the message of a part of a sentence, null if the server's answers are right.
export async function whyNot(url) {
  if (import.meta.single) return null;
  return await document_(url) || script();
}

async function document_(url) {
  const wrong = await arrives("stage.html");
  if (wrong) return wrong;
  try {
    return headers((await fetch(url)).headers);
  } catch {
    return null; // the server has answered a moment ago
  }
}

// arrives resolves to the message what is wrong with the server's answer for a file. js/boot/explain.js,
// in the page's first script, finds that.
const arrives = async (name) => self.backflowBoot?.arrives(name) ?? null;

// headers names the header that keeps a document out of a frame.
export function headers(sent) {
  const type = sent.get("Content-Type") ?? "";
  if (!/^(text\/html|application\/xhtml)/i.test(type)) return { id: "page.stageMistyped", args: { path: "stage.html", sent: short(type), wanted: "text/html" } };
  const options = sent.get("X-Frame-Options");
  if (options) return { id: "page.stageFrameOptions", args: { sent: short(options) } };
  const policy = sent.get("Content-Security-Policy") ?? "";
  const ancestors = /frame-ancestors[^;,]*/i.exec(policy)?.[0];
  if (ancestors) return { id: "page.stageAncestors", args: { sent: short(ancestors) } };
  const scripts = (/script-src(?:-elem)?\s[^;,]*/i.exec(policy) ?? /default-src\s[^;,]*/i.exec(policy))?.[0];
  if (scripts && !/'self'|\*|https?:/.test(scripts)) return { id: "page.stageForbidden", args: { sent: short(scripts) } };
  if (/(^|[;,\s])sandbox(?![^;,]*allow-scripts)/i.test(policy)) return { id: "page.stageSandbox" };
  return null;
}

async function script() {
  const wrong = await arrives("stage.js");
  if (wrong) return wrong;
  const { path } = files["stage.js"];
  const sent = await fetch(new URL(path, document.baseURI)).then((response) => response.headers.get("Content-Type") ?? "", () => "javascript");
  return /javascript|ecmascript/i.test(sent) ? null : { id: "page.stageMistyped", args: { path, sent: short(sent), wanted: "text/javascript" } };
}
