// The stage in its iframe: told where the snapshots come from and how to look,
// whenever it says that it is ready. It may reload at any time, and sleep.

import { Curtain } from "./curtain.js";
import { openStage, reopenStage } from "./source.js";
import { Still } from "./still.js";
import { Watchdog } from "./watchdog.js";
import { dispatch } from "../engine/protocol.js";
import { said, say } from "../text/page.js";
import { known } from "../text/say.js";

const SLOW_MS = 30_000;
const REPEAT_MS = 60_000; // a second failure within this time ends the automatic restarts
const COPY_MS = 5000; // limit of the wait for a copy: a stage that cannot draw sends none
const BACKUP_MS = 3000; // between two copies of a picture that may lose its context again
const USUAL_TEXT = 16; // CSS pixels
const STAGE = ["param", "query", "data", "place", "race", "session", "engine", "stage", "reason", "picture", "instrument"]; // sections of sentences that it may draw

export class Picture {
  #frame;
  #curtain;
  #still;
  #on;
  #view = { theme: "dark", motion: "full", alone: "", confused: false, text: 1 };
  #begun = false; // load was called
  #ready = false; // the stage listens
  #told = false; // it has the sentences
  #port = null; // the stage's MessagePort to the engine, until the stage is ready
  #drawn = false; // the stage has drawn a network
  #engineFailure = ""; // why there is no engine, "" while there is one
  #failure = ""; // why there is no stage, "" while there is one
  #held = false;
  #asleep = false;
  #sleepCount = 0; // counts sleeps and wakes
  #turn = 0; // counts ports
  #copied = () => {}; // called with the next copy
  #slowTimer = 0;
  #fileRequests = []; // functions that wait for the picture as a file
  #watchdog; // watches a stage that says nothing
  #backupTimer = 0;
  #lostAt = -Infinity; // time of the newest loss of the context
  #restartedAt = -Infinity; // time of the newest restart after the stage had stopped
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
    this.#removeFrame = () => frame.remove();
    this.#insertFrame = () => curtain.before(frame);
    addEventListener("message", (event) => this.#receive(event));
    this.#watchdog = new Watchdog(frame, {
      missing: (reason) => this.#fault(say("page.pictureNotLoaded", { why: reason }), false),
      late: (text) => this.#handlers["stage-waits"]({ text }),
    });
    new ResizeObserver(() => this.#followTextSize()).observe(frame);
  }

  // load starts the stage, unless the document has done so: its frame then has an address,
  // and boot.js has kept its messages, which are handled once the page's script has run.
  load() {
    const { heard } = self.backflowBoot ?? {};
    if (heard) {
      self.backflowBoot.heard = null;
      queueMicrotask(() => heard.forEach((event) => this.#receive(event)));
    }
    const begun = this.#frame.hasAttribute("src");
    if (!begun) openStage(this.#frame);
    this.#awaitStage(begun);
    this.#begun = true;
    this.connect();
  }

  #receive(event) {
    if (event.source && event.source === this.#frame.contentWindow) dispatch(this.#handlers, event.data);
  }

  // connect links the stage with the newest engine. The engine makes its first snapshot
  // while the stage is still being loaded.
  connect() {
    this.#port = null;
    if (!this.#begun || this.#asleep) return;
    const { port1, port2 } = new MessageChannel();
    this.#on.connect(port1);
    this.#port = port2;
    this.#sendPort();
  }

  // texts: there are sentences for the stage.
  texts() {
    if (!this.#ready || !known(["picture"]).picture) return;
    this.#post({ type: "texts", json: JSON.stringify(known(STAGE)) });
    this.#told = true;
    if (this.#port) this.#sendPort();
  }


  // sendPort gives the stage its port to the engine, once it can say what it draws.
  #sendPort() {
    if (!this.#told) return;
    const port = this.#port;
    this.#port = null;
    this.#post({ type: "port", port, turn: ++this.#turn }, [port]);
  }

  // show changes some of the settings of the view: {theme, motion, alone, confused, text}.
  show(view) {
    this.#view = { ...this.#view, ...view };
    this.#post({ type: "view", ...this.#view });
  }

  // followTextSize keeps the picture's text as large as the page's. Another size changes the
  // layout of the page, and so the size of the frame.
  #followTextSize() {
    const text = parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_TEXT;
    if (text !== this.#view.text) this.show({ text });
  }

  // moment shows a point of one training step, 0 to 1, or null for all of it.
  moment(at) { this.#post({ type: "moment", on: at !== null, at: at ?? 1 }); }

  // svg resolves to the picture as an SVG file, "" if there is none.
  svg(title, desc) {
    if (!this.#drawn) return Promise.resolve("");
    this.#post({ type: "picture", title, desc });
    return new Promise((done) => this.#fileRequests.push(done));
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

  // sleep removes the stage. Once the promise resolves, its WebGL context and its memory
  // are free, and an image of its last frame stands in its place; without a true copy of
  // that frame, a plain surface with a sentence. text stands over the image, with a button
  // if action is {label, run}. Calls of show, moment, hold and connect meanwhile apply to
  // the stage that wakes.
  async sleep(text = "", action = null) {
    if (this.#asleep) return;
    this.#asleep = true;
    const count = ++this.#sleepCount;
    if (this.#ready && this.#drawn) this.#still.keep(await this.#copy());
    if (count !== this.#sleepCount) return; // wake was called meanwhile
    const copied = await this.#still.show();
    if (count !== this.#sleepCount) return this.#still.hide();
    this.#reset();
    this.#removeFrame();
    this.#on.gone?.();
    this.#curtain.over(copied);
    this.#curtain.clear("stage");
    this.#curtain.wait("");
    const says = copied ? text : sentences(text || say("page.pictureRests"), say("engine.noCopy"));
    if (says) this.#curtain.fail("asleep", says, action);
  }

  // wake loads the stage anew; the image stays until it has drawn.
  wake() {
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#sleepCount++;
    this.#curtain.clear("asleep");
    if (this.#frame.isConnected) return; // sleep had not removed it yet
    openStage(this.#frame);
    this.#insertFrame();
    this.#awaitAgain();
  }

  // copy resolves to the picture as it is now, null where it cannot be copied.
  #copy() {
    return new Promise((done) => {
      this.#copied = done;
      setTimeout(() => done(null), COPY_MS);
      this.#post({ type: "copy" });
    });
  }

  // backUp copies the picture every few seconds while it may lose its context again: after
  // the loss nothing can be copied.
  #backUp() {
    clearTimeout(this.#backupTimer);
    if (performance.now() - this.#lostAt > REPEAT_MS) return;
    this.#post({ type: "copy" });
    this.#backupTimer = setTimeout(() => this.#backUp(), BACKUP_MS);
  }

  // wait says what an empty view waits for. It takes fail back.
  wait(text) {
    this.#engineFailure = "";
    this.#curtain.clear("engine");
    if (!this.#drawn && !this.#asleep) this.#curtain.wait(text);
  }

  // fail says why there is no engine. A picture that is drawn stays; an empty view shows
  // the text.
  fail(text = say("page.noEngine")) {
    this.#engineFailure = text;
    if (this.#failure) this.#showFailure(); // which no longer says that the numbers go on
    if (!this.#drawn && !this.#asleep) this.#curtain.fail("engine", text);
  }

  #awaitStage(begun = false) {
    this.#watchdog.watch(begun);
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => {
      if (!this.#drawn && !this.#engineFailure) this.#curtain.wait(say("engine.pictureSlow"));
    }, SLOW_MS);
  }

  #reload() {
    this.#reset();
    this.#curtain.clear("stage");
    this.#awaitAgain();
    reopenStage(this.#frame);
  }

  #awaitAgain() {
    this.#curtain.wait(say("page.pictureLoadingAgain"));
    if (this.#engineFailure) this.fail(this.#engineFailure);
    this.#awaitStage();
  }

  // reset forgets the state of a stage that is gone.
  #reset() {
    this.#failure = "";
    this.#ready = this.#told = this.#drawn = false;
    this.#fileRequests.splice(0).forEach((done) => done(""));
    this.fps = this.stageMs = null;
    clearTimeout(this.#slowTimer);
    clearTimeout(this.#backupTimer);
    this.#watchdog.end();
    this.#copied(null);
  }

  // fault handles a stage that cannot go on: one that has stopped is loaded again, unless
  // that was done within the last minute; otherwise the viewer is told.
  #fault(text, stopped) {
    this.#reset();
    const now = performance.now();
    if (stopped && now - this.#restartedAt > REPEAT_MS) {
      this.#restartedAt = now;
      this.#reload();
      this.#on.again(sentences(text, say("page.pictureLoadedAgain")));
      return;
    }
    this.#failure = text;
    this.#showFailure();
    this.#on.gone?.();
  }

  // recovered: there is a stage again.
  #recovered() {
    this.#watchdog.end();
    this.#failure = "";
    this.#curtain.clear("stage");
  }

  // showFailure says why there is no picture, with a button that loads it again.
  #showFailure() {
    this.#curtain.clear("stage");
    this.#curtain.fail("stage", sentences(this.#failure, this.#engineFailure ? "" : say("page.numbersGoOn")), { label: say("page.loadPictureAgain"), run: () => this.#reload() });
  }

  // contextLost handles the loss of the WebGL context. After the first the stage is loaded
  // again; after a second within a minute it sleeps, since other pages need contexts too.
  #contextLost() {
    this.#reset();
    const now = performance.now();
    const often = now - this.#lostAt < REPEAT_MS;
    this.#lostAt = now;
    if (often) {
      this.sleep(say("engine.contextLost"), { label: say("page.showPictureAgain"), run: () => this.wake() });
      return;
    }
    this.#still.keep(null); // it is old
    this.#reload();
  }

  // listenToSteps has the stage call the page within the frame that shows a snapshot, so that
  // the numbers change in the same frame. A document of another origin posts a message.
  #listenToSteps() {
    const step = (message) => {
      try {
        this.#handlers["stage-step"](message);
      } catch (error) {
        self.reportError(error); // the picture goes on
      }
    };
    try {
      this.#frame.contentWindow.stageFrames.step = step;
    } catch { /* the document is of another origin, or gone */ }
  }

  // A file:// page has no origin to name.
  get #origin() { return self.origin === "null" ? "*" : self.origin; }

  #removeFrame;
  #insertFrame;

  #handlers = {
    "stage-loading": () => this.#recovered(),
    "stage-ready": () => {
      this.#recovered();
      this.#listenToSteps();
      this.#ready = true;
      this.#told = false;
      this.fps = this.stageMs = null; // they were the stage's before it
      this.#followTextSize();
      this.show(this.#view);
      if (!this.#port) this.connect();
      this.texts();
      this.#on.ready();
    },
    "stage-drawn": () => {
      this.#drawn = true;
      this.#still.hide();
      this.#curtain.over(false);
      this.#curtain.clear("engine");
      this.#curtain.wait("");
      this.#on.drawn?.();
      this.#backUp();
    },
    "stage-step": ({ turn, seq }) => {
      if (turn === this.#turn) this.#on.step?.(seq);
    },
    "stage-copy": ({ picture }) => {
      const copy = picture instanceof Blob ? picture : null;
      this.#still.keep(copy);
      this.#copied(copy);
    },
    "stage-picture": ({ text }) => this.#fileRequests.splice(0).forEach((done) => done(text)),
    "stage-lost": () => this.#contextLost(),
    "stage-target": (message) => this.#on.target({ ...message, text: said(message.text) }),
    "stage-moment": ({ text }) => this.#on.moment(said(text)),
    "stage-lane": ({ label }) => this.#on.lane(label),
    "stage-stats": ({ fps, stageMs, resolution, edges }) => {
      const first = this.fps === null;
      Object.assign(this, { fps, stageMs, resolution, edges });
      if (first && this.#held) this.hold(true);
    },
    "stage-waits": ({ text }) => {
      if (!this.#drawn && !this.#engineFailure) this.#curtain.wait(said(text));
    },
    "stage-error": ({ text, stopped }) => this.#fault(said(text), stopped === true),
  };
}

const sentences = (...all) => all.filter(Boolean).join(" ");
