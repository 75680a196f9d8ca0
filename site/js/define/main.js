// What the page loads when somebody asks what its numbers are, or looks at an instrument:
// js/define/need.js asks for it.

import { Chooser } from "./chooser.js";
import { Dialog } from "./dialog.js";

self.backflowDefine = ({ change }) => {
  const dialog = new Dialog();
  const chooser = new Chooser({ change, define: (name) => dialog.open("instrument", name) });
  return {
    open: () => dialog.open(...defined(shownColumn())),
    show: (values) => chooser.show(values),
  };
};

// defined is where the dialog says what a column is: those of an instrument are INSTRUMENT.COLUMN.
const defined = (key = "") => (key.includes(".") ? ["instrument", key.split(".")[0]] : ["column", key]);

// shownColumn is the key of the first column of the numbers that can be seen.
const shownColumn = () => [...document.querySelectorAll("#numbers th[data-key]")].find((head) => head.offsetWidth > 0)?.dataset.key;
