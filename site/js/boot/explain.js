// Says why a script or a style sheet did not work.

import { files } from "./build.js";
import { bytes, examine } from "./files.js";
import { forbidden, policy } from "./reach.js";

// explain resolves to a message, a part of a sentence with the cure. message is the browser's
// error of a script that ran, or another message about it; "" if it did not run.
export async function explain(name, message = "") {
  const wrong = await examine(name, message !== "");
  if (wrong) return wrong;
  const directive = await forbidden(new URL(files[name].path, document.baseURI).href, name === "worker.js");
  if (directive) return policy(name, directive);
  const error = message.replace?.(/^Uncaught /, "") ?? message;
  if (/SyntaxError/.test(error)) {
    return { id: "boot.damagedOrOld", args: { name } };
  }
  if (message) return { id: "boot.hasFault", args: { name, error } };
  return { id: "boot.heldBack", args: { name } };
}

// arrives resolves to the message what is wrong with the server's answer for a file, null if
// nothing is.
export const arrives = (name) => bytes(name).then(() => null, (error) => error.says ?? null);
