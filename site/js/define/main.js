// What the page loads when somebody asks what its numbers are, looks at an instrument, or at the
// race: js/define/need.js asks for it.

import * as measured from "../numbers/measured.js";
import { raceBar } from "../race/bar.js";
import { Chooser } from "./chooser.js";
import { Dialog } from "./dialog.js";

self.backflowDefine = (on) => {
  const dialog = new Dialog();
  const beside = [new Chooser({ change: on.change, define: (name) => dialog.open("instrument", name) }), raceBar(on)];
  on.measures(measured);
  return {
    open: () => dialog.open(...defined(shownColumn())),
    show: (values) => beside.forEach((part) => part.show(values)),
  };
};

// defined is where the dialog says what a column is: those of an instrument are INSTRUMENT.COLUMN.
const defined = (key = "") => (key.includes(".") ? ["instrument", key.split(".")[0]] : ["column", key]);

// shownColumn is the key of the first column of the numbers that can be seen.
const shownColumn = () => [...document.querySelectorAll("#numbers th[data-key]")].find((head) => head.offsetWidth > 0)?.dataset.key;
