// What is said of a page that does not start, or whose parts are late.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { browser } from "./dom.mjs";

browser();
const { Words } = await import("../../js/boot/words.js");
const { Arrival } = await import("../../js/engine/arrival.js");
const { unreachable } = await import("../../js/boot/reach.js");
const { said } = await import("../../js/text/say.js");

function words() {
  const curtain = document.getElementById("curtain");
  curtain.textContent = "Starting the engine…";
  curtain.hidden = false;
  return { words: new Words(), curtain };
}

const bare = (id, name) => ({ id: "boot.bare", args: { why: { id, args: { name } } } });
const dead = (id, name) => ({ id: "boot.cannotStart", args: { why: { id, args: { name } } } });

test("what fails first stands first, and what it waits for behind it", () => {
  const { words: w, curtain } = words();
  w.wait({ id: "boot.restLate" });
  assert.match(curtain.textContent, /^The rest of the page is still on its way: /);
  w.warn(bare("boot.notExamined", "page.css"));
  w.fail(dead("boot.unwanted", "page.js"));
  w.fail(dead("boot.offline", "page.js"));
  w.wait({ id: "boot.programLate", args: { name: "page.js" } });
  assert.equal(curtain.textContent, "The page looks bare: page.css cannot be examined. The page cannot start: page.js is not wanted any more.");
  assert.equal(w.failed, curtain.textContent);
});

test("one cause is said once", () => {
  const { words: w, curtain } = words();
  w.warn(bare("boot.unreachable", "page.css"));
  w.fail(dead("boot.unreachable", "page.js"));
  assert.equal(curtain.textContent, "The page cannot start: page.js cannot be reached; is the network there?");
});

test("the page's script takes over, and hears what is missing for as long as it is", () => {
  const { words: w, curtain } = words();
  const heard = [];
  w.wait({ id: "boot.restLate" });
  w.warn(bare("boot.notExamined", "page.css"), "page.css");
  w.hear((sentences) => heard.push(sentences));
  assert.equal(curtain.textContent, "Starting the engine…");
  w.arrived("page.css");
  assert.deepEqual(heard, [["The page looks bare: page.css cannot be examined."], []]);
  assert.equal(w.failed, "");
});

test("the engine's way is told once it takes long", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { now } = performance;
  try {
    let clock = 0;
    performance.now = () => clock;
    const said = [];
    const a = new Arrival((text) => said.push(text));
    a.begin();
    a.heard({ share: 0.3, late: false });
    assert.deepEqual(said, []); // it goes fast
    clock = 1500;
    a.heard({ share: 0.42, late: false });
    a.heard({ share: 0.48, late: false });
    a.heard({ share: 0.48, late: true });
    a.heard({ share: 1, late: false });
    mock.timers.tick(9000);
    assert.equal(said.length, 3);
    assert.equal(said[0], "Loading the engine: 40 %…");
    assert.match(said[1], /^The engine waits for its program, engine\.wasm: 40 % of it has come/);
    assert.equal(said[2], "Starting the engine…");

    a.begin();
    mock.timers.tick(9000);
    assert.match(said[3], /^The engine waits for its script, worker\.js/);
  } finally {
    performance.now = now;
    mock.timers.reset();
  }
});

// asks makes a network of a function (url, how) that returns an answer or null.
function network(answers) {
  globalThis.fetch = async (url, how = {}) => {
    const answer = answers(url, how);
    if (!answer) throw new TypeError("Failed to fetch");
    return answer;
  };
}

test("a file that cannot be fetched is told apart by what else can", async () => {
  const why = async () => said(await unreachable("x.wasm", "http://page/x.wasm", "http://page/"));
  network(() => null);
  assert.match(await why(), /cannot be reached; is the network there\?$/);
  network((url) => (url === "http://page/" ? {} : null));
  assert.match(await why(), /does not come through although the server can be reached/);
  network((url, how) => (how.redirect === "manual" ? { type: "opaqueredirect" } : null));
  assert.match(await why(), /leads elsewhere.*sign in/);
  network((url, how) => (how.redirect === "manual" ? { type: "basic" } : null));
  assert.match(await why(), /broke off in the midst of x\.wasm/);
  const { origin } = globalThis;
  try {
    globalThis.origin = "null";
    network((url, how) => (how.mode === "no-cors" ? { type: "opaque" } : null));
    assert.match(await why(), /allow-same-origin.*Access-Control-Allow-Origin/);
  } finally {
    globalThis.origin = origin;
  }
});
