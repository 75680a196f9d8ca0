// What a page shows of its engine's life: it starts, it runs or pauses, it fails.

export class Running {
  #engine;
  #view;
  #readout;
  #announcements;

  // view has the picture and slow motion.
  constructor(engine, view, readout, announcements) {
    this.#engine = engine;
    this.#view = view;
    this.#readout = readout;
    this.#announcements = announcements;
  }

  // step takes one training step and plays it.
  step() {
    this.#engine.step(1);
    this.#view.slow.step();
  }

  // begin is for a new engine, which has no stage yet.
  begin() {
    const { picture } = this.#view;
    this.#readout.begin();
    this.#announcements.forgetUndo(); // the run before a reset ended with its engine
    picture.wait("Starting the engine…");
    picture.connect();
    picture.hold(false);
  }

  // fail says why there is no engine; empty is the sentence for an empty picture.
  fail(text, canRetry, empty = text) {
    this.#view.picture.fail(empty);
    this.#readout.fail(text);
    this.#announcements.failed(text, canRetry);
  }
}
