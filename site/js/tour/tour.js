// A tour of the page in four steps: a card beside the thing that it is about. It takes no focus, and goes when the
// viewer has done all of it, or skips it.

import { byId, el, write } from "../page/dom.js";
import { say } from "../text/tour.js";
import { hidden, placeFor } from "./place.js";
import { steps } from "./steps.js";

const KEY = "backflow-tour";
const AFTER_MS = 900; // so long a step that is done stands there as done

export class Tour {
  #at = 0;
  #target = null;
  #listening = () => {};
  #timer = 0;
  #title = el("h2", { id: "tour-title" });
  #text = el("p");
  #count = el("span", { className: "count" });
  #next = button(() => this.#go(this.#at + 1), "primary");
  #lessons = button(() => {
    this.end();
    byId("lessons").click();
  }, "primary");
  #skip = button(() => this.end(), "");
  #said = el("div", { role: "status" });
  #root = el("aside", { id: "tour", "aria-labelledby": "tour-title", hidden: true },
    this.#said, el("div", { className: "last" }, this.#count, this.#skip, this.#next, this.#lessons));
  #place = () => this.#fit();
  #keys = (event) => this.#key(event);

  constructor() {
    this.#said.append(this.#title, this.#text);
    document.querySelector(".skip").after(this.#root); // where Tab comes to first
    write(this.#lessons, say("tour.lessons"));
    byId("lessons").addEventListener("click", () => this.end());
  }

  // begin shows the first step.
  begin() {
    this.#root.hidden = false;
    addEventListener("resize", this.#place);
    addEventListener("scroll", this.#place, true);
    addEventListener("keydown", this.#keys);
    this.#go(0);
  }

  // end takes the tour away, and the browser remembers it.
  end() {
    if (this.#root.hidden) return;
    this.#leave();
    if (this.#root.contains(document.activeElement)) byId("lessons").focus({ preventScroll: true });
    this.#root.hidden = true;
    removeEventListener("resize", this.#place);
    removeEventListener("scroll", this.#place, true);
    removeEventListener("keydown", this.#keys);
    try {
      localStorage.setItem(KEY, "off"); // as js/page/preferences.js has it
    } catch { /* no storage: not remembered */ }
  }

  #go(to) {
    this.#leave();
    if (to === steps.length) return this.end();
    this.#at = to;
    const { name, target, done } = steps[to];
    const entered = this.#root.contains(document.activeElement);
    const last = to === steps.length - 1;
    this.#root.dataset.step = name;
    this.#target = target();
    this.#target?.classList.add("tour-target");
    this.#lessons.hidden = !last;
    this.#next.hidden = last;
    if (last && entered) this.#lessons.focus({ preventScroll: true }); // the button that had it is gone
    this.#listening = done(() => this.#done());
    this.#show(steps[to], last);
  }

  #show({ title, text }, last) {
    write(this.#title, say(title));
    write(this.#text, say(text));
    write(this.#count, say("tour.count", { step: this.#at + 1, steps: steps.length }));
    write(this.#next, say("tour.next"));
    write(this.#skip, say(last ? "tour.close" : "tour.skip"));
    this.#fit();
    if (this.#at > 0) this.#reveal();
  }

  // done: the viewer has done the step. The next one comes when that could be seen.
  #done() {
    this.#listening();
    this.#root.dataset.done = "";
    this.#timer ||= setTimeout(() => this.#go(this.#at + 1), AFTER_MS);
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#listening();
    delete this.#root.dataset.done;
    this.#target?.classList.remove("tour-target");
  }

  // fit places the card beside its target.
  #fit() {
    const card = this.#root.getBoundingClientRect();
    const place = this.#target && placeFor(this.#target.getBoundingClientRect(), card, { width: innerWidth, height: innerHeight });
    this.#root.classList.toggle("docked", !place);
    this.#root.style.left = place ? `${place.left}px` : "";
    this.#root.style.top = place ? `${place.top}px` : "";
  }

  // reveal scrolls to what the step shows where it is out of sight.
  #reveal() {
    const { scene } = steps[this.#at];
    const shown = scene ? scene() : this.#target;
    const lower = this.#root.classList.contains("docked") ? this.#root.getBoundingClientRect().top : innerHeight;
    if (!shown || !hidden(shown.getBoundingClientRect(), lower)) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    this.#fit();
  }

  // Escape skips the tour, unless something else is open, which it closes. (The picture uses the key, too.)
  #key({ key }) {
    if (key !== "Escape" || document.querySelector("dialog[open], [role='dialog']:not([hidden])")) return;
    this.end();
  }
}

function button(run, className) {
  const made = el("button", { type: "button", className });
  made.addEventListener("click", run);
  return made;
}
