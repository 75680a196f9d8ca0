// The line over the picture: the view, the lane, and in words the thing that is pointed at
// or, in slow motion, what happens.

import { byId, el, write } from "../page/dom.js";
import { say } from "../text/page.js";
import { views } from "../schema.js";
import { labelOf, schemaOf } from "../controls/versus.js";

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape"];

const ONE_PICTURE = 4;

export class Viewbar {
  #inputs = new Map(); // view → radio button
  #lane = byId("lane");
  #line = byId("inspected");
  #labels = "";
  #together = false; // lanes are one picture, as high as that of ONE_PICTURE of them
  #target = "";
  #pointed = ""; // the thing that is pointed at, without its text
  #moment = "";
  #hint;
  #confused = byId("confused");

  // on: {view(name), lane(label or ""), confused(bool), key(name)}
  constructor(on) {
    this.#views(on);
    this.#hint = this.#line.textContent;
    this.#lane.addEventListener("change", () => on.lane(this.#lane.value));
    this.#confused.addEventListener("click", () => {
      const pressed = this.#confused.getAttribute("aria-pressed") === "false";
      this.#confused.setAttribute("aria-pressed", pressed);
      on.confused(pressed);
    });
    byId("picture").addEventListener("keydown", (event) => {
      if (event.target !== event.currentTarget || !KEYS.includes(event.key)) return;
      event.preventDefault(); // the page would scroll
      on.key(event.key);
    });
  }

  #views(on) {
    const param = schemaOf("view");
    for (const { name } of param.choices) {
      const input = el("input", { type: "radio", name: "p-view", value: name, autocomplete: "off" });
      input.addEventListener("change", () => on.view(name));
      this.#inputs.set(name, input);
      byId("views").append(el("label", { className: "chip" }, input, el("span", { textContent: labelOf(param, name) })));
    }
  }

  show(values) {
    const input = this.#inputs.get(values.view);
    if (input) input.checked = true;
    this.#together = Boolean(views[values.view]?.race);
    this.#offer();
    this.#confused.hidden = values.data !== "digits" || !views[values.view]?.confusion;
  }

  // stats offers the lanes of the numbers, and keeps the choice of one.
  stats({ lanes }) {
    const labels = lanes.map((l) => l.label);
    if (labels.join("\n") === this.#labels) return;
    this.#labels = labels.join("\n");
    const chosen = this.#lane.value;
    this.#lane.replaceChildren(new Option(say("page.allLanes"), ""), ...labels.map((label) => new Option(label, label)));
    this.#lane.value = labels.includes(chosen) ? chosen : "";
    this.#offer();
  }

  // offer offers lanes that can stand alone, and gives the picture the height that it needs.
  #offer() {
    const n = this.#labels.split("\n").length;
    this.#lane.hidden = n < 2 || this.#together;
    if (this.#labels) byId("picture").parentElement.style.setProperty("--lanes", this.#together ? ONE_PICTURE : n);
  }

  // toggle chooses one lane, or all again, and returns the choice.
  toggle(label) {
    this.#lane.value = this.#lane.value === label ? "" : label;
    return this.#lane.value;
  }

  // pointed takes the thing that is pointed at, in words and as its place. Screen readers
  // speak it when the place changes, and not when its numbers do.
  pointed({ type, text, clicks, ...place }) {
    const at = JSON.stringify(Object.entries(place).sort()); // Go sends fields in any order
    const turned = at !== this.#pointed;
    this.#pointed = at;
    this.#target = text;
    this.#say(turned);
  }

  moment(text) {
    this.#moment = text;
    this.#say(false);
  }

  #say(aloud) {
    const text = this.#moment || this.#target || this.#hint;
    this.#line.setAttribute("aria-live", aloud ? "polite" : "off");
    write(this.#line, text);
    this.#line.title = text;
  }
}
