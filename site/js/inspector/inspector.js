// The inspector: asks the engine about what is chosen in the picture, and keeps the panel up to
// date while training runs.

import { byId } from "../page/dom.js";
import { said } from "../text/inspector.js";
import { explain, under } from "./explain.js";
import { NONE } from "./names.js";
import { Panel } from "./panel.js";
import { verdict } from "./verdict.js";

const READABLE_MS = 2000; // between two updates: numbers that change faster cannot be read
const SPACING = 9; // an answer may take one part of so many of the engine's time
const LOOK_MS = 300; // between two looks for another step
const LOST_MS = 60_000; // without an answer: the engine may be another one
const TWICE_MS = 280; // a second click within this time is a double click, which is for the lane

export class Inspector {
  #page;
  #panel = new Panel({ choose: (change) => this.#choose({ ...this.#at, ...change }), check: () => this.#check(), close: () => this.#close() });
  #target = null; // what is pointed at
  #at = null; // what is inspected: {lane, layer, unit, from, tap}
  #report = null; // the newest
  #ask = 0; // of the newest question
  #asked = -Infinity; // when the answer that is waited for was asked for; -Infinity without one
  #next = 0; // when to ask again
  #timer = 0;
  #follower = 0;
  #back = null; // what had the focus

  // page: {engine, numbers() on show}
  constructor(page) {
    this.#page = page;
    page.engine.late.inspected = (message) => this.#answered(message);
    document.addEventListener("keydown", (event) => this.#key(event), true);
  }

  // target takes the message stage-target.
  target(message) {
    this.#target = placeOf(message) && message.text ? message : null;
    if (!message.clicks) return;
    clearTimeout(this.#timer);
    if (message.clicks === 1) this.#timer = setTimeout(() => this.#open(message), TWICE_MS);
  }

  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || document.querySelector("dialog[open]")) return;
    if (key === "Escape" && this.#panel.open && (this.#panel.holds(target) || target === byId("picture"))) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if ((key === "Enter" || key === "i") && target === byId("picture") && this.#target) {
      event.preventDefault();
      this.#open(this.#target);
    }
  }

  #open(message) {
    const place = placeOf(message);
    if (!place) return;
    if (!this.#panel.open) {
      this.#back = document.activeElement;
      this.#panel.show();
    }
    this.#choose(place);
  }

  #close() {
    this.#panel.hide();
    this.#at = null;
    if (this.#back?.isConnected) this.#back.focus({ preventScroll: true });
    else byId("picture").focus({ preventScroll: true });
  }

  // choose turns to another place.
  #choose(place) {
    const moved = JSON.stringify(place) !== JSON.stringify(this.#at);
    this.#at = place;
    if (moved) this.#panel.checked([]);
    this.#question({});
    this.#follow();
  }

  #question(more) {
    this.#asked = performance.now();
    this.#page.engine.post({ type: "inspect", ask: ++this.#ask, check: false, ...this.#at, ...more });
  }

  #check() {
    this.#panel.checking();
    this.#question({ check: true });
  }

  #answered({ ask, json }) {
    if (ask !== this.#ask || !this.#at) return; // of what is not wanted any more
    const { lane, report, check, why, took } = JSON.parse(json);
    this.#asked = -Infinity;
    this.#next = performance.now() + Math.max(READABLE_MS, SPACING * took);
    if (report) this.#show(report, lane);
    else if (check) this.#panel.checked(verdict(check, this.#report));
    else this.#panel.fail(said(why));
  }

  #show(report, lane) {
    this.#report = report;
    this.#at = { lane, ...report.place };
    this.#panel.tell(report, under(report, this.#page.numbers().lanes[lane]?.label ?? ""), explain(report));
  }

  // follow asks again once training has gone on: no faster than numbers can be read, and not at
  // all while it stands still.
  #follow() {
    clearTimeout(this.#follower);
    this.#follower = setTimeout(() => {
      if (!this.#at) return;
      const step = this.#page.numbers().lanes[this.#at.lane]?.step;
      const gone = step !== undefined && step !== this.#report?.step;
      const now = performance.now();
      if (gone && !document.hidden && now >= this.#next && now - this.#asked > LOST_MS) this.#question({});
      this.#follow();
    }, LOOK_MS);
  }
}

// placeOf is what a message points at; null where that is nothing to be inspected. An input of
// the network has no derivative of its own.
function placeOf({ part, lane, layer, unit, from }) {
  if (layer < 0) return null;
  if (part === "edge") return { lane, layer, unit, from, tap: NONE };
  if (part === "unit") return { lane, layer, unit, from: NONE, tap: NONE };
  return part === "gauge" ? { lane, layer, unit: NONE, from: NONE, tap: NONE } : null;
}
