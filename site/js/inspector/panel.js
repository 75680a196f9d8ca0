// The panel of the inspector: what it is of, where to go on, what there is to say, and the check.

import { el, write } from "../page/dom.js";
import { say } from "../text/inspector.js";
import { text } from "./blocks.js";
import { BIAS, inputName, layerName, NONE, spot, title, unitName } from "./names.js";
import { render } from "./render.js";

export class Panel {
  #root;
  #title = el("h2", { id: "inspector-title", tabIndex: -1 });
  #under = el("p", { className: "note" });
  #body = el("div", { className: "body" });
  #checked = el("div", { className: "checked", role: "status" });
  #told = el("p", { className: "note told", role: "status" });
  #choices = el("div", { className: "choices" });
  #selects = {};
  #check;
  #shape = ""; // of the choices
  #blocks = { body: [], checked: [] };
  #on;

  // on: {choose({layer, unit, from, tap}), check(), close()}
  constructor(on) {
    this.#on = on;
    this.#check = button(say("inspector.check"), () => on.check());
    this.#root = el("section", { id: "inspector", role: "dialog", "aria-labelledby": "inspector-title", hidden: true },
      el("div", { className: "head" }, this.#title, button(say("inspector.copy"), () => this.#copy()), button(say("inspector.close"), () => on.close())),
      this.#choices,
      el("div", { className: "content" }, this.#under, this.#told, this.#body,
        el("section", {}, el("h3", { textContent: say("inspector.checkIt") }), el("p", { className: "note", textContent: say("inspector.checkIs") }), this.#check, this.#checked)),
    );
    for (const [name, label] of [["layer", "inspector.chooseLayer"], ["unit", "inspector.chooseUnit"], ["from", "inspector.chooseFrom"], ["tap", "inspector.chooseTap"]]) this.#select(name, say(label));
    document.body.append(this.#root);
  }

  get open() { return !this.#root.hidden; }

  // show opens the panel, with the focus on its title.
  show() {
    this.#root.hidden = false;
    this.#root.querySelector(".content").scrollTop = 0;
    this.#title.focus({ preventScroll: true });
  }

  hide() { this.#root.hidden = true; }

  // holds tells whether the focus is in the panel.
  holds(element) { return this.#root.contains(element); }

  // tell shows a report in words: blocks and what they are of.
  tell(report, under, blocks) {
    write(this.#title, title(report));
    write(this.#under, under);
    write(this.#told, "");
    this.#offer(report);
    this.#blocks.body = blocks;
    const focused = [...this.#body.querySelectorAll("[tabindex]")].indexOf(document.activeElement);
    this.#body.replaceChildren(...render(blocks));
    if (focused >= 0) this.#body.querySelectorAll("[tabindex]")[focused]?.focus({ preventScroll: true });
    this.#check.disabled = false;
  }

  // fail says why there is nothing to show.
  fail(sentence) {
    write(this.#told, sentence);
    this.#check.disabled = false;
  }

  // checking says that a check is under way; checked shows what came of it.
  checking() {
    this.#check.disabled = true;
    this.checked([]);
    this.#checked.append(el("p", { className: "note", textContent: say("inspector.checking") }));
  }

  checked(blocks) {
    this.#check.disabled = false;
    this.#blocks.checked = blocks;
    this.#checked.replaceChildren(...render(blocks));
  }

  #select(name, label) {
    const select = el("select", { id: `inspector-${name}`, "aria-label": label });
    select.addEventListener("change", () => this.#on.choose({ [name]: Number(select.value) }));
    this.#selects[name] = select;
    this.#choices.append(select);
  }

  // offer lists where one may go from here. The lists are made anew for another layer only.
  #offer(report) {
    const { place, layer, names } = report;
    const shape = JSON.stringify([names, place.layer, layer.units, layer.inputs, layer.kernel]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#fill(report);
    }
    for (const [name, select] of Object.entries(this.#selects)) select.value = String(place[name]);
    this.#selects.from.hidden = place.unit === NONE;
    this.#selects.tap.hidden = place.from < 0 || layer.kernel[0] * layer.kernel[1] === 1;
  }

  #fill(report) {
    const { layer, names } = report;
    const counted = (n, label) => Array.from({ length: n }, (_, i) => new Option(label(i), i));
    this.#selects.layer.replaceChildren(...counted(names.length, (i) => layerName({ name: names[i] })));
    this.#selects.unit.replaceChildren(new Option(say("inspector.wholeLayer"), NONE), ...counted(layer.units, (i) => unitName(report, i)));
    this.#selects.from.replaceChildren(new Option(say("inspector.unitItself"), NONE), new Option(say("inspector.bias"), BIAS), ...counted(layer.inputs, (i) => inputName(report, i)));
    this.#selects.tap.replaceChildren(...counted(layer.kernel[0] * layer.kernel[1], (i) => spot(i, layer.kernel[1])));
  }

  async #copy() {
    const all = [{ note: this.#title.textContent }, { note: this.#under.textContent }, ...this.#blocks.body, ...this.#blocks.checked].map(text).join("\n");
    write(this.#told, "");
    write(this.#told, say(await copied(all) ? "inspector.copied" : "inspector.notCopied"));
  }
}

function button(label, run) {
  const made = el("button", { type: "button", textContent: label });
  made.addEventListener("click", run);
  return made;
}

// copied reports whether the browser has taken a text into its clipboard.
async function copied(content) {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    const field = el("textarea", { value: content, className: "hidden" });
    document.body.append(field);
    const before = document.activeElement;
    field.select();
    const done = document.execCommand?.("copy") ?? false;
    field.remove();
    before?.focus?.({ preventScroll: true });
    return done;
  }
}
