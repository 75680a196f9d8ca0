// Watches the parts of a document come: its scripts and style sheets. Whatever
// does not is named in a sentence with the cure; the first one stays.

import { files } from "./build.js";
import { arrives, explain } from "./explain.js";
import { LATE_MS, SLOW } from "./late.js";
import { Words } from "./words.js";

const LATER = "print"; // the medium of style sheets that keep nothing waiting

// watchParts returns what stands in self.backflowBoot for the scripts of a
// document, whose program is the script called main. It listens from now on. The
// document has an element with the id "curtain" for the sentences, and may name the
// id of its last element in data-end of <html>: without that it is cut short.
//
//   arrived(name)         a script has run to its end
//   fail(sentence)        the program cannot run, whatever comes
//   failed()              why it cannot, "" if it may
//   hear(listener)        the program takes the curtain over; listener is told, now and
//                         later, all sentences about what is missing: an array
//   explain(name, words)  why a script has not worked, see explain.js
//   arrives(name)         what is wrong with what the server sends for a part
//   unpacked(share)       so much of a page of one file has been unpacked
export function watchParts(main = "page.js") {
  const there = new Set();
  const missing = new Set();
  const words = new Words();
  const fail = (why) => words.fail("", why);

  async function missed(name, message) {
    if (!name) return;
    missing.add(name);
    const why = explain(name, message);
    if (name === main) words.fail("The page cannot start: ", await why);
    else if (name.endsWith(".css")) words.miss("The page looks bare: ", await why);
  }

  // Elements fail by their address, and do not say why.
  addEventListener("error", ({ target, filename, message }) => {
    if (target.dataset?.later !== undefined) return; // who wanted it says so
    const name = nameOf(target.src || target.href || filename);
    if (target !== self && target.dataset.later !== undefined) return; // who wants it says so
    if (target !== self) missed(name);
    else if (!there.has(main) && (name === main || !filename)) missed(main, message || "it stopped");
  }, true);
  document.addEventListener("load", ({ target }) => {
    const name = nameOf(target.src || target.href);
    if (name === main && !there.has(main)) missed(main, "it is cut off");
    if (name.endsWith(".css") && target.media !== LATER && !whole(name)) missed(name);
  }, true);
  parsed(() => {
    const { end } = document.documentElement.dataset;
    if (end && !document.getElementById(end)) words.fail("", "The page has arrived cut short: load it again.");
  });
  setTimeout(() => {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      if (!link.sheet && !missing.has(nameOf(link.href))) unblock(link, words);
    }
    if (!there.has(main)) words.wait(late(main));
  }, LATE_MS);

  // Scripts that run before this one leave their names.
  const arrived = (name) => {
    there.add(name);
    if (name === main) words.end();
  };
  (self.backflowArrived || []).forEach(arrived);
  self.backflowArrived = { push: arrived };
  return { arrived, fail, failed: () => words.failed, hear: (listener) => words.hear(listener), explain, arrives, unpacked: (share) => words.unpacked(share) };
}

// nameOf is what the sources call the file at an address, "" if it is none of ours.
function nameOf(url) {
  const found = Object.entries(files).find(([, { path }]) => path && String(url).split(/[?#]/)[0].endsWith(`/${path}`));
  return found ? found[0] : "";
}

// whole: has all of a style sheet been read? Its last rule says that it is there.
const whole = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name.replace(".", "-")}`) !== "";

// parsed calls back as soon as the document has been read, before its deferred
// scripts run.
function parsed(then) {
  if (document.readyState !== "loading") then();
  else document.addEventListener("readystatechange", then, { once: true });
}

// late says what is still on its way: the document itself, or its program.
function late(main) {
  if (document.readyState === "loading") return `The rest of the page is still on its way: ${SLOW}. It goes on by itself as soon as that is here.`;
  return `The page waits for its program, ${main}: ${SLOW}. It starts by itself as soon as that is here.`;
}

// unblock lets the page start without a style sheet, which keeps a browser from
// showing anything and from running scripts, until that is here.
function unblock(link, words) {
  const name = nameOf(link.href);
  const later = link.cloneNode();
  later.media = LATER;
  later.addEventListener("load", () => {
    later.media = "all";
    words.came(name);
  });
  link.replaceWith(later);
  words.miss("The page looks bare: ", `its style sheet, ${name}, is still on its way; ${SLOW}`, name);
}
