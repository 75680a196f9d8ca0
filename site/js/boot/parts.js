// Watches the parts of a document come: its scripts and style sheets. Whatever
// does not is named in a sentence; the first one stays.

const LATE_MS = 5000;

// watchParts returns {arrived(name), fail(sentence), failed()} for what loads the
// document, whose program is the script called main. It listens from now on.
export function watchParts(main = "page.js") {
  const there = new Set();
  let first = "";

  function fail(sentence) {
    if (first) return;
    first = sentence;
    if (document.body) show(sentence);
    else addEventListener("DOMContentLoaded", () => show(sentence));
  }

  addEventListener("error", (event) => {
    if (event.target?.dataset?.later !== undefined) return; // who wanted it says so
    const url = event.target?.src ?? event.target?.href;
    if (typeof url === "string") explain(url).then(fail);
    else if (event.filename && !there.has(main)) fail(damaged(event));
  }, true);
  setTimeout(() => {
    if (!there.has(main)) fail("The page’s program has not come for five seconds; the network is slow, or something holds it back. Wait a little, or load the page again.");
  }, LATE_MS);

  return { arrived: (name) => there.add(name), fail, failed: () => first, unpacked };

  // unpacked says how much of a page of one file has been.
  function unpacked(share) {
    const curtain = document.getElementById("curtain");
    if (!first && curtain) curtain.textContent = share < 1 ? `Unpacking: ${Math.floor(100 * share)} %…` : "Starting the engine…";
  }
}

// show puts a sentence where the picture would be.
function show(sentence) {
  const curtain = document.getElementById("curtain");
  if (!curtain) return;
  curtain.setAttribute("role", "alert");
  curtain.textContent = sentence;
  curtain.hidden = false;
}

const fileOf = (url) => url.replace(/^.*\//, "").replace(/[?#].*$/, "");

function damaged({ filename, message }) {
  const file = fileOf(filename);
  if (/SyntaxError/.test(message)) return `${file} has arrived damaged or cut short, or this browser is too old to read it: load the page again, or use a current browser.`;
  return `A part of the page, ${file}, has a fault in this browser (${message}).`;
}

// explain looks at what the server sends for a part that did not load.
async function explain(url) {
  const file = fileOf(url);
  try {
    const response = await fetch(url, { cache: "no-store" });
    if (!response.ok) return `The server answers ${response.status} for ${file}: its files are not all of one version, or not all there.`;
    const type = response.headers.get("Content-Type") ?? "nothing";
    if (!/javascript|css/.test(type)) return `The server sends ${file} as “${type.split(";")[0]}”, which browsers refuse to run: it has to be text/javascript for .js and text/css for .css.`;
    return `${file} is there, but something in this browser holds it back: an extension, a filter or a Content-Security-Policy.`;
  } catch {
    return `${file} cannot be reached; is the network there? A filter or an extension may hold it back, too.`;
  }
}
