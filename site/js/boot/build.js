// What is known of the build. site/bundle puts the truth in the place of this
// file, whose own words are for tests in Node. Each of files is {path, sha256,
// bytes}, by the name that scripts use; in a page of one file, single, they are
// handed over instead of fetched.
export const id = "none";
export const files = Object.fromEntries(["worker.js", "stage.js", "stage.html"].map((name) => [name, { path: `assets/${name}`, sha256: "", bytes: 0 }]));
export const documents = {}; // as files, known to the service worker alone
export const single = false;
