// Watches the scripts and style sheets of a document load. A sentence names each one that
// does not, with the cure; the first sentence stays.

import { files } from "./build.js";
import { arrives, explain } from "./explain.js";
import { LATE_MS } from "./late.js";
import { Words } from "./words.js";

const LATER = "print"; // the medium of style sheets that keep nothing waiting

// watchParts returns the functions of self.backflowBoot. main is the script that is the
// document's program. The sentences stand in the element with the id "curtain". A document
// may name the id of its last element in data-end of <html>: without that element it was
// cut short.
//
//   arrived(name)         a script has run to its end
//   fail(message)         the program cannot run
//   failed()              why it cannot, "" if it may
//   hear(listener)        the program takes the curtain over; listener gets an array of all
//                         sentences about missing parts, now and at each change
//   explain(name, words)  the message why a script has not worked, see explain.js
//   arrives(name)         the message what is wrong with the server's answer for a part
//   unpacked(share)       so much of a page of one file has been unpacked
export function watchParts(main = "page.js") {
  const there = new Set();
  const missing = new Set();
  const words = new Words();
  const fail = (message) => words.fail(message);

  async function missed(name, message) {
    if (!name) return;
    missing.add(name);
    const why = explain(name, message);
    if (name === main) words.fail({ id: "boot.cannotStart", args: { why: await why } });
    else if (name.endsWith(".css")) words.warn({ id: "boot.bare", args: { why: await why } });
  }

  // The event of an element that fails names an address and no reason.
  addEventListener("error", ({ target, filename, message }) => {
    if (target.dataset?.later !== undefined) return; // whoever asked js/page/later.js says so
    const name = nameOf(target.src || target.href || filename);
    if (target !== self) missed(name);
    else if (!there.has(main) && (name === main || !filename)) missed(main, message || { id: "boot.stopped" });
  }, true);
  document.addEventListener("load", ({ target }) => {
    const name = nameOf(target.src || target.href);
    if (name === main && !there.has(main) && !missing.has(main)) missed(main, { id: "boot.cutOff" });
    if (name.endsWith(".css") && target.media !== LATER && !whole(name)) missed(name);
  }, true);
  parsed(() => {
    const { end } = document.documentElement.dataset;
    if (end && !document.getElementById(end)) fail({ id: "boot.pageCutShort" });
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

// nameOf returns the name of the file at an address, "" if it is none of ours.
function nameOf(url) {
  const found = Object.entries(files).find(([, { path }]) => path && String(url).split(/[?#]/)[0].endsWith(`/${path}`));
  return found ? found[0] : "";
}

// whole reports whether all of a style sheet has been read: its last rule is in force.
const whole = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name.replace(".", "-")}`) !== "";

// parsed calls back as soon as the document has been read, before its deferred
// scripts run.
function parsed(then) {
  if (document.readyState !== "loading") then();
  else document.addEventListener("readystatechange", then, { once: true });
}

// late says what is still on its way: the document itself, or its program.
const late = (name) => (document.readyState === "loading" ? { id: "boot.restLate" } : { id: "boot.programLate", args: { name } });

// unblock lets the page start without a style sheet: until that is here, a browser shows
// nothing and runs no scripts.
function unblock(link, words) {
  const name = nameOf(link.href);
  const later = link.cloneNode();
  later.media = LATER;
  later.addEventListener("load", () => {
    later.media = "all";
    words.arrived(name);
  });
  link.replaceWith(later);
  words.warn({ id: "boot.bare", args: { why: { id: "boot.styleLate", args: { name } } } }, name);
}
