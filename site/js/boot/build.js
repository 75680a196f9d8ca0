// Facts about the build. site/bundle replaces this file; these values are for tests in
// Node. files has {path, sha256, bytes} by the name that scripts use. In a page of one file
// the document hands the files over, and nothing is fetched: import.meta.single is true there,
// and false elsewhere, so that each build lacks what only the other one needs.
export const id = "none";
export const files = Object.fromEntries(["worker.js", "stage.js", "stage.html"].map((name) => [name, { path: `assets/${name}`, sha256: "", bytes: 0 }]));
export const documents = {}; // as files, known to the service worker alone
