// Where the stage's document comes from: an address, or in a page of one file
// the text that the page holds.

import { files, single } from "../boot/build.js";

// url is where the stage's document is, in a page of more than one file.
export const url = () => new URL(files["stage.html"].path, document.baseURI).href;

// openStage loads the stage into a frame.
export function openStage(frame) {
  if (single) frame.srcdoc = page();
  else frame.src = url();
}

// reopenStage loads it anew. The frame's own history stays as it is: the viewer
// goes back in the page's.
export function reopenStage(frame) {
  if (single) return openStage(frame);
  try {
    frame.contentWindow.location.replace(url());
  } catch {
    openStage(frame); // a frame of another origin cannot be told where to go
  }
}

function page() {
  const text = (id) => document.getElementById(id).textContent;
  return `<!doctype html><meta charset="utf-8"><style>${text("stage.css")}</style><body aria-hidden="true"><script>${text("go.js")}</script><script>${text("stage.js")}</script>`;
}

// A stage of a page of one file asks for its program.
if (single) {
  addEventListener("message", async ({ data, source }) => {
    if (data?.type !== "stage-program") return;
    const answer = await self.backflowBoot.packed["stage.wasm"].then((content) => ({ content }), (error) => ({ error: String(error) }));
    source.postMessage({ type: "file", name: "stage.wasm", ...answer }, "*");
  });
}
