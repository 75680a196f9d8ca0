// Tells screen readers what has changed, in few words, in a polite live region: the play
// state, the networks and their notes at once; accuracies and gradients every half minute.

import { grouped, percent } from "./numbers.js";
import { say } from "../text/page.js";

const QUIET_MS = 30_000;

export class Narrator {
  #region;
  #wanted;
  #running;
  #said = -Infinity; // time of the newest text
  #before = null; // the state that was told last

  // wanted() tells whether the viewer wants to be told, running() whether training runs.
  constructor(region, { wanted, running }) {
    this.#region = region;
    this.#wanted = wanted;
    this.#running = running;
  }

  stats(stats, now = performance.now()) {
    if (!this.#wanted()) {
      this.#region.textContent = "";
      this.#before = null; // everything is told when it is switched on again
      return;
    }
    if (stats.lanes.some((l) => l.layers.length === 0)) return;
    const running = this.#running();
    const state = stateOf(stats, running);
    const due = running && now - this.#said >= QUIET_MS;
    const text = news(this.#before, state, due);
    if (text === "") return;
    this.#said = now;
    this.#before = due || !this.#before || state.shape !== this.#before.shape ? state : { ...state, lanes: told(state, this.#before) };
    this.#region.textContent = text;
  }
}

// told keeps the accuracies and gradients that were told last.
const told = (state, before) => state.lanes.map((l, i) => ({ ...l, accuracy: before.lanes[i].accuracy, decade: before.lanes[i].decade }));

// stateOf returns the state that can be told, with numbers rounded as they are spoken.
function stateOf(stats, running) {
  const lanes = stats.lanes.map((lane) => {
    const ahead = lane.pretraining && !lane.pretraining.done;
    return {
      label: lane.label,
      note: ahead ? "" : lane.note, // the note of pre-training counts up, and would be news each time
      accuracy: lane.accuracy === null ? null : percent(lane.accuracy),
      scored: lane.scoreStep, // the step of the accuracy
      decade: lane.remaining > 0 ? Math.round(Math.log10(lane.remaining)) : null,
    };
  });
  const shape = JSON.stringify(stats.lanes.map((l) => [l.label, l.layers.length]));
  return { running, step: stats.step, shape, lanes };
}

// news says what differs from before; accuracies and gradients only if due.
export function news(before, now, due) {
  if (!before || before.shape !== now.shape) return [networks(now), ...notes(null, now)].join(" ");
  const parts = [];
  if (before.running !== now.running) parts.push(now.running ? say("column.training") : say("column.pausedAt", { step: grouped(now.step) }));
  parts.push(...notes(before, now));
  if (due) parts.push(...course(before, now));
  return parts.join(" ");
}

function networks({ lanes, running }) {
  const names = lanes.map((l) => l.label).join(", ");
  return say(running ? "column.networksTrain" : "column.networksPaused", { count: lanes.length, names });
}

const notes = (before, { lanes }) => lanes.filter((l, i) => l.note && l.note !== before?.lanes[i].note).map(({ label, note }) => say("page.ofLane", { label, text: note }));

// course says which rounded accuracies and gradients have changed.
function course(before, { lanes, step }) {
  const differs = (key) => lanes.filter((l, i) => l[key] !== null && l[key] !== before.lanes[i][key]);
  const accuracy = differs("accuracy").map(({ label, accuracy: share, scored }) => (
    scored === step ? say("column.accuracyOf", { label, share }) : say("column.olderAccuracyOf", { label, share, step: grouped(scored) })));
  const gradient = differs("decade").map(({ label, decade }) => say("column.decadeOf", { label, decade }));
  const parts = [];
  if (accuracy.length > 0) parts.push(say("column.accuracies", { step: grouped(step), list: accuracy.join(", ") }));
  if (gradient.length > 0) parts.push(say("column.gradients", { list: gradient.join(", ") }));
  return parts;
}
