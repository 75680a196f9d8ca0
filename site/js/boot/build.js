// What is known of the build. site/bundle puts the truth in the place of this
// file, whose own words are for tests in Node. Each of files is {path, sha256,
// bytes}, by the name that scripts use; in a page of one file, single, they are
// handed over instead of fetched.
export const id = "none";
export const files = { "worker.js": { path: "assets/worker.js", sha256: "", bytes: 0 } };
export const single = false;
