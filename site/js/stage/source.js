// The stage's document: it has an address, or is a text within a page of one file.

import { files } from "../boot/build.js";

// url is the address of the stage's document.
export const url = () => new URL(files["stage.html"].path, document.baseURI).href;

// openStage loads the stage into a frame.
export function openStage(frame) {
  if (import.meta.single) frame.srcdoc = page();
  else frame.src = url();
}

// reopenStage loads it again, without a new entry in the browser's history.
export function reopenStage(frame) {
  if (import.meta.single) return openStage(frame);
  try {
    frame.contentWindow.location.replace(url());
  } catch {
    openStage(frame); // scripts cannot navigate a frame of another origin
  }
}

function page() {
  const text = (id) => document.getElementById(id).textContent;
  return `<!doctype html><meta charset="utf-8"><style>${text("stage.css")}</style><body aria-hidden="true"><script>${text("go.js")}</script><script>${text("stage.js")}</script>`;
}

// A stage of a page of one file asks for its program.
if (import.meta.single) {
  addEventListener("message", async ({ data, source }) => {
    if (data?.type !== "stage-program") return;
    const answer = await self.backflowBoot.packed["stage.wasm"].then((content) => ({ content }), (error) => ({ error: String(error) }));
    source.postMessage({ type: "file", name: "stage.wasm", ...answer }, "*");
  });
}
