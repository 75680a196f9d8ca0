// The cover over an embed's picture while it does not run: the reason, and a button.

import { byId, write } from "../js/page/dom.js";
import { say } from "../js/text/embed.js";
import { labelOf, parseVersus, schemaOf } from "../js/controls/versus.js";

const WORDS = {
  waiting: ["", "embed.train"],
  queued: ["embed.queued", "embed.drawNow"],
};

export class Cover {
  #root = byId("cover");
  #run = byId("run");
  #button;

  // run is called by the button; start is the option of that name.
  constructor(start, run) {
    this.#button = start !== "manual";
    this.#run.addEventListener("click", run);
  }

  // show shows the cover of a state of the embed's life; values are its settings.
  show(state, values) {
    const words = WORDS[state];
    this.#root.hidden = !words;
    if (!words) return;
    const [why, action] = words;
    write(byId("why"), why ? say(why) : networks(values));
    write(this.#run, say(action));
    this.#run.hidden = state === "waiting" && !this.#button;
  }
}

// networks names the networks of some settings in words.
export function networks(values) {
  const { param, values: list } = parseVersus(values.vs);
  const compared = schemaOf(param);
  const lanes = compared ? list.map((value) => (param === "act" ? labelOf(compared, value) : say("embed.compared", { label: compared.label, value: labelOf(compared, value) }))) : [labelOf(schemaOf("act"), values.act)];
  const layers = param === "depth" ? "" : say("embed.layers", { depth: values.depth });
  return [lanes.join(", "), layers, labelOf(schemaOf("data"), values.data)].filter(Boolean).join(" · ");
}
