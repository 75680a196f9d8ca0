// The bar: play and pause, step, reset, and what runs how fast on what.

import { byId, write } from "../page/dom.js";
import { grouped } from "../numbers/numbers.js";

// After so long without numbers the bar says that they are being worked on.
const PATIENCE_MS = 1200;

export class Bar {
  #engine;
  #timer = 0;
  #rests = ""; // why training does, or has done
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
    write(byId("play-label"), on ? "Pause" : "Play");
  }

  // rests says that training does although it plays, or no more, and why; in the
  // title too while the tab is hidden, where nothing else can be read.
  rests(text, hidden) {
    this.#rests = text;
    document.title = hidden ? `Resting: ${this.#title}` : this.#title;
    write(byId("rate"), text);
  }

  // answered: new settings have been taken; a GPU may have to be found or a large
  // network to be made before there are numbers.
  answered({ values }) {
    clearTimeout(this.#timer);
    const text = values.backend === "gpu" ? "Looking for the GPU and testing it…" : "Getting the networks ready…";
    this.#timer = setTimeout(() => write(byId("backend-line"), text), PATIENCE_MS);
  }

  stats({ step, lanes }) {
    clearTimeout(this.#timer);
    write(byId("steps"), grouped(step));
    const rates = lanes.map((l) => l.stepsPerSec ?? 0).filter((r) => r > 0);
    const rate = rates.length > 0 ? `${rateText(Math.min(...rates))} steps/s` : "";
    write(byId("rate"), this.#engine.running ? this.#rests || rate : "");
    const line = byId("backend-line");
    write(line, lanes.length > 0 ? backendText(lanes) : "");
    line.title = lanes.map((l) => `${l.label}: ${l.why}`).join("\n");
  }
}

function rateText(r) {
  return r < 10 ? r.toPrecision(2) : grouped(r);
}

const NAMES = { cpu: "CPU", gpu: "WebGPU", ref: "Reference" };

// backendText says once what all lanes share.
function backendText(lanes) {
  const lines = lanes.map((l) => `${l.adapter ? `${NAMES[l.backend] ?? l.backend} (${l.adapter})` : NAMES[l.backend] ?? l.backend}: ${l.why.replace(/^[CG]PU: /, "")}`);
  return [...new Set(lines)].join(" · ");
}
