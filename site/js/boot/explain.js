// Says why a script or a style sheet did not work.

import { files } from "./build.js";
import { bytes, examine } from "./files.js";
import { forbidden, policy } from "./reach.js";

const CURRENT = "a current version of Chrome, Edge, Firefox or Safari";

// explain resolves to a part of a sentence, with the cure. message is the browser's error
// of a script that ran, "" if it did not run.
export async function explain(name, message = "") {
  const wrong = await examine(name, message !== "");
  if (wrong) return wrong;
  const directive = await forbidden(new URL(files[name].path, document.baseURI).href, name === "worker.js");
  if (directive) return policy(name, directive);
  if (/SyntaxError/.test(message)) {
    return `${name} arrived damaged at first, or this browser is too old to read it; load the page again, and if that does not help, use ${CURRENT}`;
  }
  if (message) return `${name} has a fault in this browser (${message.replace(/^Uncaught /, "")}); load the page again, or use ${CURRENT}`;
  return `${name} is there, but something in this browser holds it back; look for an extension or a filter`;
}

// arrives resolves to what is wrong with the server's answer for a file, "" if nothing is.
export const arrives = (name) => bytes(name).then(() => "", (error) => (error.own ? error.message : ""));
