// The address, and the way back.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { browser } from "./dom.mjs";

browser();
const { Address } = await import("../../js/page/query.js");
const { Gestures } = await import("../../js/page/gestures.js");

let entries;
let refuse;

beforeEach(() => {
  entries = [""];
  refuse = false;
  globalThis.location = { search: "", pathname: "/", hash: "" };
  const set = (write) => (state, title, url) => {
    if (refuse) throw new Error("SecurityError: Attempt to use history.replaceState() more than 100 times per 30 seconds");
    location.search = url.replace(/^\//, "");
    write(location.search);
  };
  globalThis.history = {
    pushState: set((url) => entries.push(url)),
    replaceState: set((url) => { entries[entries.length - 1] = url; }),
  };
});

const back = (search) => {
  location.search = search;
  dispatchEvent(new Event("popstate"));
};

test("a change that a person makes is an entry, what the engine makes of it is none", () => {
  const address = new Address(() => {});
  address.show("depth=5");
  assert.deepEqual(entries, ["?depth=5"]);
  address.pushNext();
  address.show("depth=6");
  address.show("depth=7");
  assert.deepEqual(entries, ["?depth=5", "?depth=7"]);
});

test("Back applies the query, once, and a link within the page does not", () => {
  const moved = [];
  const address = new Address((query) => moved.push(query));
  address.pushNext();
  address.show("depth=6");
  back("");
  back("");
  assert.deepEqual(moved, [""]);
  address.pushNext();
  back("?depth=6");
  address.show("depth=6&lr=1"); // the engine's answer
  assert.deepEqual(moved, ["", "depth=6"]);
  assert.equal(entries.length, 2, "the way forward is cut off");
});

test("a browser that refuses to write the address does not stop what comes after", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const address = new Address(() => {});
    refuse = true;
    address.pushNext();
    assert.doesNotThrow(() => address.show("depth=2"));
    assert.doesNotThrow(() => address.show("depth=3"));
    assert.deepEqual(entries, [""]);
    mock.timers.tick(5000);
    refuse = false;
    mock.timers.tick(5000);
    assert.deepEqual(entries, ["", "?depth=3"], "the newest is written in the end, as an entry");
  } finally {
    mock.timers.reset();
  }
});

test("dragging is one change, and so are arrow keys in a row", () => {
  const target = new EventTarget();
  const press = () => target.dispatchEvent(new Event("pointerdown"));
  const release = () => target.dispatchEvent(new Event("pointerup"));
  const gestures = new Gestures(target);
  press();
  assert.equal(gestures.fresh(["depth"], 0), true);
  assert.equal(gestures.fresh(["depth"], 5000), false, "a slow drag");
  press();
  assert.equal(gestures.fresh(["depth"], 9000), true, "another drag");
  assert.equal(gestures.fresh(["lr"], 9100), true, "another slider");
  press();
  assert.equal(gestures.fresh(["lr"], 9200), false, "at once");
  assert.equal(gestures.fresh(["act"], 9300), true);
  assert.equal(gestures.fresh(["act"], 9301), true, "each choice is one of its own");
  release();
  assert.equal(gestures.fresh(["depth"], 20000), true, "an arrow key");
  assert.equal(gestures.fresh(["depth"], 20500), false, "and the next");
  assert.equal(gestures.fresh(["depth"], 80000), true, "one a minute later");
});
