// Announces failures, notices of the engine and wrong settings. A sentence goes away once
// it is no longer true.

import { Messages } from "./messages.js";
import { say } from "../text/page.js";

export class Announcements {
  messages;
  #on;

  // on: {choose(query), retry(), error(text) if wanted}; error hears each error but failures.
  constructor(root, on) {
    this.messages = new Messages(root);
    this.#on = on;
  }

  // complain says what is wrong with what the viewer has done with a control.
  complain(text) { this.#error(text, "control"); }

  // tell says what a control has changed beside what was asked for.
  tell(text) { this.messages.show("info", text, { kind: "control" }); }

  // notice passes a sentence of the engine on; again is a query to try once more, "" for none.
  notice(level, text, again = "") {
    const action = again ? { label: say("page.tryAgain"), run: () => this.#on.choose(again) } : null;
    this.messages.show(level, text, { kind: again ? "data" : "", action });
    if (level === "error") this.#on.error?.(text);
  }

  // answered takes the engine's answer to a query.
  answered({ loading, values, problems }) {
    this.messages.clear("failure");
    if (loading || values.data === "digits") this.messages.clear("data");
    if (problems.length > 0) this.messages.clear("query");
    for (const { message } of problems) this.#error(message, "query");
  }

  // missing says which parts of the page have not come, as js/boot finds.
  missing(sentences) {
    this.messages.clear("missing");
    for (const text of sentences) this.messages.show("error", text, { kind: "missing" });
  }

  // failed says why there is no engine.
  failed(text, canRetry) {
    const action = canRetry ? { label: say("page.tryAgain"), run: () => this.#on.retry() } : null;
    this.messages.show("error", text, { kind: "failure", action });
  }

  // version offers to load a new version of the page.
  version(reload) {
    this.messages.show("info", say("page.newVersion"), { kind: "version", action: { label: say("page.reload"), run: reload } });
  }

  #error(text, kind) {
    this.messages.show("error", text, { kind });
    this.#on.error?.(text);
  }
}
