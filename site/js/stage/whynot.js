// Finds out why a stage says nothing: its document may be refused, missing or another
// one, and its script may not have come. Browsers do not tell a page any of it.

import { files, single } from "../boot/build.js";
import { bytes } from "../boot/files.js";
import { clean } from "../page/text.js";

const MOST = 80; // characters of a header that are said

const quoted = (value) => `“${clean(value).slice(0, MOST)}”`;

// whyNot resolves to a part of a sentence, "" where all that a server sends is right.
export async function whyNot(url) {
  if (single) return "";
  return await document_(url) || script();
}

async function document_(url) {
  let response;
  try {
    response = await fetch(url, { cache: "no-store" });
  } catch {
    return "stage.html cannot be reached; is the network there, or does a filter hold it back?";
  }
  if (!response.ok) return `the server answers ${response.status} for stage.html`;
  return headers(response.headers) || text(await response.text());
}

// headers names what keeps a document out of a frame.
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

function text(content) {
  if (content.includes(files["stage.js"].path.replace(/^.*\//, ""))) return "";
  return "stage.html is another page or of another version; load the page again, and if that does not help, the server mixes the files of two versions";
}

async function script() {
  const { path } = files["stage.js"];
  try {
    await bytes("stage.js");
    const type = (await fetch(new URL(path, document.baseURI))).headers.get("Content-Type") ?? "";
    return /javascript|ecmascript/i.test(type) ? "" : `the server sends ${path} as ${quoted(type || "nothing")}, which has to be “text/javascript”`;
  } catch (error) {
    return error.own ? error.message : "";
  }
}
