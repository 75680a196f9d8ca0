// Finds out why a stage sends no message: its document may be refused, missing or another
// one, or its script may not have loaded. Browsers do not tell a page.

import { files, single } from "../boot/build.js";
import { clean } from "../page/text.js";

const MOST = 80; // characters of a header that are said

const quoted = (value) => `“${clean(value).slice(0, MOST)}”`;

// whyNot resolves to a part of a sentence, "" if the server's answers are right.
export async function whyNot(url) {
  if (single) return "";
  return await document_(url) || script();
}

async function document_(url) {
  const wrong = await arrives("stage.html");
  if (wrong) return wrong;
  try {
    return headers((await fetch(url)).headers);
  } catch {
    return ""; // the server has answered a moment ago
  }
}

// arrives resolves to what is wrong with the server's answer for a file. js/boot/explain.js,
// in the page's first script, finds that.
const arrives = async (name) => self.backflowBoot?.arrives(name) ?? "";

// headers names the header that keeps a document out of a frame.
export function headers(sent) {
  const type = sent.get("Content-Type") ?? "";
  if (!/^(text\/html|application\/xhtml)/i.test(type)) return `the server sends stage.html as ${quoted(type || "nothing")}, which has to be “text/html”`;
  const options = sent.get("X-Frame-Options");
  if (options) return `the server sends stage.html with X-Frame-Options: ${quoted(options)}, which keeps it out of this page; leave that header out there, or send “SAMEORIGIN” if this page is not within one of another site`;
  const policy = sent.get("Content-Security-Policy") ?? "";
  const ancestors = /frame-ancestors[^;,]*/i.exec(policy)?.[0];
  if (ancestors) return `the server sends stage.html with a Content-Security-Policy of ${quoted(ancestors)}, which keeps it out of this page; name this page’s site there`;
  const scripts = (/script-src(?:-elem)?\s[^;,]*/i.exec(policy) ?? /default-src\s[^;,]*/i.exec(policy))?.[0];
  if (scripts && !/'self'|\*|https?:/.test(scripts)) return `the server sends stage.html with a Content-Security-Policy of ${quoted(scripts)}, which forbids its script; 'self' has to be there`;
  if (/(^|[;,\s])sandbox(?![^;,]*allow-scripts)/i.test(policy)) return "the server sends stage.html with a Content-Security-Policy that has “sandbox” without “allow-scripts”";
  return "";
}

async function script() {
  const wrong = await arrives("stage.js");
  if (wrong) return wrong;
  const { path } = files["stage.js"];
  const sent = await fetch(new URL(path, document.baseURI)).then((response) => response.headers.get("Content-Type") ?? "nothing", () => "javascript");
  return /javascript|ecmascript/i.test(sent) ? "" : `the server sends ${path} as ${quoted(sent)}, which has to be “text/javascript”`;
}
