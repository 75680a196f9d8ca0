// The bar: play and pause, step, reset, the rate of training and its backend.

import { byId, write } from "../page/dom.js";
import { grouped } from "../numbers/numbers.js";
import { say } from "../text/page.js";

// PATIENCE_MS is the time without numbers after which the bar says what is being done.
const PATIENCE_MS = 1200;

export class Bar {
  #engine;
  #timer = 0;
  #rests = ""; // why training rests, or has rested
  #title = document.title;

  // step is called by the button.
  constructor(engine, { step }) {
    this.#engine = engine;
    byId("play").addEventListener("click", () => this.toggle());
    byId("step").addEventListener("click", step);
    byId("reset").addEventListener("click", () => engine.reset());
  }

  toggle() {
    if (this.#engine.running) this.#engine.pause();
    else this.#engine.play();
  }

  running(on) {
    document.documentElement.classList.toggle("paused", !on);
    write(byId("play-label"), say(on ? "page.pause" : "page.play"));
  }

  // rests says why training rests, "" if it does not. While the tab is hidden its title says so
  // too, since nothing else can be read.
  rests(text, hidden) {
    this.#rests = text;
    document.title = hidden ? say("page.restingTitle", { title: this.#title }) : this.#title;
    write(byId("rate"), text);
  }

  // answered: there are new settings. The search for a GPU, or a large network, may take long
  // before there are numbers.
  answered({ values }) {
    clearTimeout(this.#timer);
    const id = values.backend === "gpu" ? "page.lookingForGPU" : "page.gettingReady";
    this.#timer = setTimeout(() => write(byId("backend-line"), say(id)), PATIENCE_MS);
  }

  stats({ step, lanes }) {
    clearTimeout(this.#timer);
    write(byId("steps"), grouped(step));
    const rates = lanes.map((l) => l.stepsPerSec ?? 0).filter((r) => r > 0);
    const rate = rates.length > 0 ? say("page.rate", { rate: rateText(Math.min(...rates)) }) : "";
    write(byId("rate"), this.#engine.running ? this.#rests || rate : "");
    const line = byId("backend-line");
    write(line, lanes.length > 0 ? backendText(lanes) : "");
    line.title = lanes.map(({ label, why }) => say("page.ofLane", { label, text: why })).join("\n");
  }
}

function rateText(r) {
  return r < 10 ? r.toPrecision(2) : grouped(r);
}

const NAMES = { cpu: "page.cpu", gpu: "page.webGPU", ref: "page.reference" };

// backendText names the backends of the lanes, each once.
function backendText(lanes) {
  const lines = lanes.map(({ backend, adapter, reason }) => {
    const name = NAMES[backend] ? say(NAMES[backend]) : backend;
    return say(adapter ? "page.onAdapter" : "page.onBackend", { name, adapter, reason });
  });
  return [...new Set(lines)].join(" · ");
}
