// Browsers, and ways to open the page, in which Backflow cannot run at all.


// impossible returns the message why Backflow cannot run here, with the cure; null if it
// may.
export function impossible() {
  if (location.protocol === "file:" && !import.meta.single) {
    return { id: "boot.openedAsFile" };
  }
  if (typeof WebAssembly !== "object") {
    return { id: "boot.noWebAssembly" };
  }
  if (!allowed()) {
    return { id: "boot.forbiddenWebAssembly" };
  }
  if (typeof Worker !== "function") {
    return { id: "boot.noWorkers" };
  }
  return null;
}

// The smallest program there is: eight bytes.
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

// allowed reports whether WebAssembly may run.
export function allowed() {
  try {
    return Boolean(new WebAssembly.Module(smallest));
  } catch {
    return false;
  }
}
