// The speed of training: a slider with stops, from a layer a second to the fastest. The
// address of the page can hold other speeds.

import { byId, write } from "../page/dom.js";
import { grouped, magnitude } from "../numbers/numbers.js";
import { say } from "../text/page.js";
import { parseVersus } from "./versus.js";

export class Pace {
  #slider = byId("pace");
  #change;
  #hops = 22;
  #speed = "max";
  #unit = "page.stepsPerSecond"; // or rounds, where lanes take several steps a round

  // change is called with a value of the speed parameter.
  constructor(change) {
    this.#change = change;
    this.#slider.addEventListener("input", () => this.#picked());
  }

  // The stops are steps a second; the first ones depend on the depth.
  get #stops() {
    const hop = 1 / this.#hops;
    return [
      ...[1, 3].map((count) => [count * hop, say("page.layersPerSecond", { count })]),
      ...[1, 3, 10, 30, 100, 300, 1000, 10_000].map((count) => [count, say(this.#unit, { count, steps: grouped(count) })]),
      [Infinity, say("page.fastest")],
    ].filter(([speed], i, all) => i === 0 || speed > all[i - 1][0]);
  }

  #picked() {
    const [speed] = this.#stops[Number(this.#slider.value)];
    this.#change(speed === Infinity ? "max" : String(Number(speed.toPrecision(3))));
  }

  show({ speed, pace, vs }) {
    this.#speed = speed;
    this.#unit = pace !== "1" || parseVersus(vs).param === "pace" ? "page.roundsPerSecond" : "page.stepsPerSecond";
    this.#write();
  }

  stats({ lanes }) {
    const hops = 2 * Math.max(1, ...lanes.map((l) => l.layers.length));
    if (hops === this.#hops) return;
    this.#hops = hops;
    this.#write();
  }

  #write() {
    const stops = this.#stops;
    const now = this.#speed === "max" ? Infinity : Number(this.#speed);
    const at = stops.findIndex(([speed]) => speed > now * 1.01 || speed === now);
    const nearest = at < 0 ? stops.length - 1 : at > 0 && stops[at][0] !== now ? at - 1 : at;
    const exact = Math.abs(stops[nearest][0] / now - 1) < 0.01 || stops[nearest][0] === now;
    const text = exact ? stops[nearest][1] : say(this.#unit, { count: now, steps: magnitude(now) });
    this.#slider.max = stops.length - 1;
    this.#slider.value = nearest;
    this.#slider.style.setProperty("--fill", `${(100 * nearest) / (stops.length - 1)}%`);
    this.#slider.setAttribute("aria-valuetext", text);
    write(byId("pace-text"), text);
  }
}
