// Events in the life of an engine, as its page handles them: the start, a step, a failure.

import { say } from "../text/page.js";

// lifecycle returns the handlers of these events. view has the picture and slow motion.
export function lifecycle(engine, { picture, slow }, readout, announcements) {
  return {
    // step takes one training step and plays it.
    step() {
      engine.step(1);
      slow.step();
    },

    // begin is for a new engine, which has no stage yet.
    begin() {
      readout.begin();
      picture.wait(say("page.startingEngine"));
      picture.connect();
      picture.hold(false);
    },

    // fail says why there is no engine; empty is the sentence for an empty picture.
    fail(text, canRetry, empty = text) {
      picture.fail(empty);
      readout.fail(text);
      announcements.failed(text, canRetry);
    },
  };
}
