// The stage in its iframe: told where the snapshots come from and how to look,
// whenever it says that it is ready. It may reload at any time, and sleep.

import { Curtain } from "./curtain.js";
import { Quiet } from "./quiet.js";
import { openStage, reopenStage } from "./source.js";
import { Still } from "./still.js";
import { dispatch } from "../engine/protocol.js";
import { join } from "../page/text.js";

const SLOW_MS = 30_000;
const CALM_MS = 60_000; // a picture that is lost or stops twice within this stays away until asked for
const COPY_MS = 5000; // a stage that cannot draw copies nothing
const KEEP_MS = 3000; // between two copies of a picture that may be lost again
const USUAL_TEXT = 16; // CSS pixels

const LOST = "The browser took the picture’s WebGL context away twice within a minute, as it does where many pages draw at once; the numbers go on.";
const UNSEEN = "There is no true copy of its last frame to show.";

export class Picture {
  #frame;
  #curtain;
  #still;
  #on;
  #view = { theme: "dark", motion: "full", alone: "", confused: false, text: 1 };
  #begun = false; // it has been loaded, or is about to be
  #ready = false; // it listens
  #line = null; // its end of the line to the engine, until it is ready
  #drawn = false; // it has drawn a network
  #down = ""; // why there is no engine that could send one
  #missing = ""; // why the picture is gone for good
  #held = false;
  #asleep = false;
  #nap = 0; // counts sleeps and wakes
  #turn = 0; // counts ports
  #copied = () => {}; // called with the next copy
  #slow = 0; // timer
  #asked = []; // what wants the picture as a file
  #quiet; // watches a stage that says nothing
  #keeping = 0; // timer of copies
  #lost = -Infinity; // when its context was lost last
  #stopped = -Infinity; // when it was last loaded anew by itself
  fps = null;
  stageMs = null;
  resolution = null; // of the screen's, lower where frames are slow
  edges = null; // the most that are drawn singly

  // on: {connect(port for the engine), ready(), drawn(), gone(), step(seq), target(message), moment(text), lane(label), again(sentence)};
  //     drawn is called when a network can be seen, also by a stage that was loaded again; gone where none can be seen
  //     any more, or will not be: it has failed or sleeps; step names the snapshot that is on show.
  constructor(frame, curtain, on) {
    this.#frame = frame;
    this.#curtain = new Curtain(curtain);
    this.#still = new Still(curtain);
    this.#on = on;
    this.#leave = () => frame.remove();
    this.#enter = () => curtain.before(frame);
    addEventListener("message", (event) => this.#take(event));
    this.#quiet = new Quiet(frame, {
      missing: (reason) => this.#lose(`The picture could not be loaded: ${reason}`, false),
      late: (text) => this.#handlers["stage-waits"]({ text }),
    });
    new ResizeObserver(() => this.#follow()).observe(frame);
  }

  // load begins with the stage, which the document may have begun with already: what
  // that has said is heard once the page's script is through.
  load() {
    const { heard } = self.backflowBoot ?? {};
    if (heard) {
      self.backflowBoot.heard = null;
      queueMicrotask(() => heard.forEach((event) => this.#take(event)));
    }
    const begun = this.#frame.hasAttribute("src");
    if (!begun) openStage(this.#frame);
    this.#await(begun);
    this.#begun = true;
    this.connect();
  }

  #take(event) {
    if (event.source && event.source === this.#frame.contentWindow) dispatch(this.#handlers, event.data);
  }

  // connect links the stage with the engine that is there now, which makes the first
  // snapshot while a stage is still being loaded.
  connect() {
    this.#line = null;
    if (!this.#begun || this.#asleep) return;
    const { port1, port2 } = new MessageChannel();
    this.#on.connect(port1);
    this.#line = port2;
    this.#hand();
  }

  // hand gives the stage its end of the line.
  #hand() {
    if (!this.#ready) return;
    const port = this.#line;
    this.#line = null;
    this.#post({ type: "port", port, turn: ++this.#turn }, [port]);
  }

  // show changes some of how it is looked at: {theme, motion, alone, confused, text}.
  show(view) {
    this.#view = { ...this.#view, ...view };
    this.#post({ type: "view", ...this.#view });
  }

  // follow keeps the picture's text as large as the page's: with another size of
  // text the page is laid out anew, and the frame with it.
  #follow() {
    const text = parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_TEXT;
    if (text !== this.#view.text) this.show({ text });
  }

  // moment shows a point of one training step, 0 to 1, or null for all of it.
  moment(at) { this.#post({ type: "moment", on: at !== null, at: at ?? 1 }); }

  // svg resolves to what is on the stage as a file, "" if nothing is.
  svg(title, desc) {
    if (!this.#drawn) return Promise.resolve("");
    this.#post({ type: "picture", title, desc });
    return new Promise((done) => this.#asked.push(done));
  }

  key(key) { this.#post({ type: "key", key }); }

  #post(message, transfer = []) {
    if (this.#ready) this.#frame.contentWindow.postMessage(message, this.#origin, transfer);
  }

  // hold keeps a picture that is there from drawing often, or lets it go on.
  hold(on) {
    this.#held = on;
    if (this.fps !== null) this.#post({ type: "hold", on });
  }

  get asleep() { return this.#asleep; }

  // drawn tells whether a stage is there that has drawn a network.
  get drawn() { return this.#drawn; }

  // sleep takes the stage away. Once the promise resolves its WebGL context and
  // its memory are free, and its last frame stands there as an image; where there
  // is no true copy of that, a plain surface with a sentence. text stands over the
  // image, with a button if action is {label, run}. What is asked of a picture
  // that sleeps (show, moment, hold, connect) holds for the stage that wakes.
  async sleep(text = "", action = null) {
    if (this.#asleep) return;
    this.#asleep = true;
    const nap = ++this.#nap;
    if (this.#ready && this.#drawn) this.#still.keep(await this.#copy());
    if (nap !== this.#nap) return; // it has been woken meanwhile
    const seen = await this.#still.show();
    if (nap !== this.#nap) return this.#still.hide();
    this.#forget();
    this.#leave();
    this.#on.gone?.();
    this.#curtain.over(seen);
    this.#curtain.cure("stage");
    this.#curtain.wait("");
    const says = seen ? text : join(text || "The picture rests.", UNSEEN);
    if (says) this.#curtain.fail("asleep", says, action);
  }

  // wake loads the stage anew; the image stays until it has drawn.
  wake() {
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#nap++;
    this.#curtain.cure("asleep");
    if (this.#frame.isConnected) return; // it had not gone yet
    openStage(this.#frame);
    this.#enter();
    this.#expect();
  }

  // copy resolves to the picture as it is now, null where it cannot be copied.
  #copy() {
    return new Promise((done) => {
      this.#copied = done;
      setTimeout(() => done(null), COPY_MS);
      this.#post({ type: "copy" });
    });
  }

  // keep copies the picture now and then for as long as it may be lost once more:
  // when that has happened there is nothing left to copy.
  #keep() {
    clearTimeout(this.#keeping);
    if (performance.now() - this.#lost > CALM_MS) return;
    this.#post({ type: "copy" });
    this.#keeping = setTimeout(() => this.#keep(), KEEP_MS);
  }

  // wait says what an empty view waits for.
  wait(text) {
    this.#down = "";
    this.#curtain.cure("engine");
    if (!this.#drawn && !this.#asleep) this.#curtain.wait(text);
  }

  // fail: the engine is not there, and text says why; what is drawn stays, an empty
  // view says so.
  fail(text = "The engine is not running.") {
    this.#down = text;
    if (this.#missing) this.#mourn(); // no numbers go on
    if (!this.#drawn && !this.#asleep) this.#curtain.fail("engine", text);
  }

  #await(begun = false) {
    this.#quiet.watch(begun);
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => {
      if (!this.#drawn && !this.#down) this.#curtain.wait("The picture takes long to load; the numbers are being updated meanwhile.");
    }, SLOW_MS);
  }

  #again() {
    this.#forget();
    this.#curtain.cure("stage");
    this.#expect();
    reopenStage(this.#frame);
  }

  #expect() {
    this.#curtain.wait("The picture is being loaded again…");
    if (this.#down) this.fail(this.#down);
    this.#await();
  }

  // forget what a stage was that is not there any more.
  #forget() {
    this.#missing = "";
    this.#ready = this.#drawn = false;
    this.#asked.splice(0).forEach((done) => done(""));
    this.fps = this.stageMs = null;
    clearTimeout(this.#slow);
    clearTimeout(this.#keeping);
    this.#quiet.end();
    this.#copied(null);
  }

  // lose says that the picture is gone for good, or loads one anew that had only
  // stopped, once in a while.
  #lose(text, stopped) {
    this.#forget();
    const now = performance.now();
    if (stopped && now - this.#stopped > CALM_MS) {
      this.#stopped = now;
      this.#again();
      this.#on.again(join(text, "It has been loaded again; training goes on."));
      return;
    }
    this.#missing = text;
    this.#mourn();
    this.#on.gone?.();
  }

  // heal: there is a stage again.
  #heal() {
    this.#quiet.end();
    this.#missing = "";
    this.#curtain.cure("stage");
  }

  // mourn says why the picture is gone, and what is not.
  #mourn() {
    this.#curtain.cure("stage");
    this.#curtain.fail("stage", join(this.#missing, this.#down ? "" : "The numbers below and beside go on."), { label: "Load the picture again", run: () => this.#again() });
  }

  // miss deals with a lost WebGL context: the first within a minute is the
  // browser's business, after the second others may want the context more.
  #miss() {
    this.#forget();
    const now = performance.now();
    const often = now - this.#lost < CALM_MS;
    this.#lost = now;
    if (often) {
      this.sleep(LOST, { label: "Show the picture again", run: () => this.wake() });
      return;
    }
    this.#still.keep(null); // of long ago
    this.#again();
  }

  // hear has the stage say within a frame which snapshot that shows, so that the numbers
  // change in the same one. A document of another origin can only post a message.
  #hear() {
    const step = (message) => {
      try {
        this.#handlers["stage-step"](message);
      } catch (error) {
        self.reportError(error); // the picture goes on
      }
    };
    try {
      this.#frame.contentWindow.stageFrames.step = step;
    } catch { /* of another origin, or gone */ }
  }

  // A file:// page has no origin to name.
  get #origin() { return self.origin === "null" ? "*" : self.origin; }

  #leave;
  #enter;

  #handlers = {
    "stage-loading": () => this.#heal(),
    "stage-ready": () => {
      this.#heal();
      this.#hear();
      this.#ready = true;
      this.fps = this.stageMs = null; // of one that was there before
      this.#follow();
      this.show(this.#view);
      if (this.#line) this.#hand();
      else this.connect();
      this.#on.ready();
    },
    "stage-drawn": () => {
      this.#drawn = true;
      this.#still.hide();
      this.#curtain.over(false);
      this.#curtain.cure("engine");
      this.#curtain.wait("");
      this.#on.drawn?.();
      this.#keep();
    },
    "stage-step": ({ turn, seq }) => {
      if (turn === this.#turn) this.#on.step?.(seq);
    },
    "stage-copy": ({ picture }) => {
      const copy = picture instanceof Blob ? picture : null;
      this.#still.keep(copy);
      this.#copied(copy);
    },
    "stage-picture": ({ text }) => this.#asked.splice(0).forEach((done) => done(text)),
    "stage-lost": () => this.#miss(),
    "stage-target": (message) => this.#on.target(message),
    "stage-moment": ({ text }) => this.#on.moment(text),
    "stage-lane": ({ label }) => this.#on.lane(label),
    "stage-stats": ({ fps, stageMs, resolution, edges }) => {
      const first = this.fps === null;
      Object.assign(this, { fps, stageMs, resolution, edges });
      if (first && this.#held) this.hold(true);
    },
    "stage-waits": ({ text }) => {
      if (!this.#drawn && !this.#down) this.#curtain.wait(text);
    },
    "stage-error": ({ text, stopped }) => this.#lose(text, stopped === true),
  };
}
