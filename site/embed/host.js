// Messages between an embed and the page around it. README.md ("Embed it") says the same
// to the authors of such pages.
//
// By window.postMessage, with the version that is spoken:
//
//   embed → page  {backflow: 1, type: "hello"}      the embed runs
//   page → embed  {backflow: 1, type: "connect"}    accepted from the window around the embed only
//   embed → page  {backflow: 1, type: "connected"}  with a MessagePort for all other messages
//   embed → page  {backflow: 1, type: "refused", error}  the page speaks another version
//
// On the port:
//
//   page → embed  {id, call, args}     id is a number or a short text of the page's own; args a list
//   embed → page  {id, result} or {id, error}  error is a sentence; each call is answered once
//   embed → page  {event, detail}
//
// Calls:  play() pause() step(n) reset() set(query) stats() stats({want: [names of instruments]}), and
//         look({theme, controls})      another look, as in the address
//         take()                       the reader wants this embed: it draws before others
//         rest(on)                     the embed stops and gives its stage back, or may go on
// Events: ready {query, problems}      a query has been answered, the first time
//         stats                        the same as stats(), a few times a second while numbers change; while somebody wants instruments, these
//                                      are in it as far as they are computed
//         error {message}              a sentence
//         state {state, playing, drawn, counted, asked}  see life.js; drawn: there has been a picture; counted: embeds limit
//                                      themselves by Web Locks; asked: the reader wants this embed before others

import { say } from "../js/text/embed.js";
import { VERSION } from "./agreed.js";

const MOST_PORTS = 4;
const MOST_WAITING = 100;
const MOST_ID = 64;
const MOST_ARGS = 4;

export class Host {
  #calls;
  #ports = new Map(); // port → calls that are not answered yet
  #kept = new Map(); // event → newest detail, for later ports
  #window;

  // calls: {name: (...args) → promise}. around is the window that may connect.
  constructor(calls, around = window.parent) {
    this.#calls = calls;
    this.#window = around;
    addEventListener("message", (event) => this.#greet(event));
    if (around !== window) around.postMessage({ backflow: VERSION, type: "hello" }, "*"); // this tells others nothing
  }

  // tell sends an event to all ports.
  tell(event, detail) {
    for (const port of this.#ports.keys()) port.postMessage({ event, detail });
  }

  // keep sends an event to all ports, and to later ones when they connect.
  keep(event, detail) {
    this.#kept.set(event, detail);
    this.tell(event, detail);
  }

  #greet({ source, origin, data }) {
    if (source !== this.#window || source === window || data?.type !== "connect" || !("backflow" in data)) return;
    const to = origin === "null" ? "*" : origin;
    if (data.backflow !== VERSION) {
      source.postMessage({ backflow: VERSION, type: "refused", error: say("embed.otherVersion", { version: VERSION }) }, to);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#open(port1);
    source.postMessage({ backflow: VERSION, type: "connected" }, to, [port2]);
  }

  #open(port) {
    const [oldest] = this.#ports.keys();
    if (this.#ports.size >= MOST_PORTS) this.#close(oldest);
    this.#ports.set(port, 0);
    port.onmessage = ({ data }) => this.#hear(port, data);
    for (const [event, detail] of this.#kept) port.postMessage({ event, detail });
  }

  #close(port) {
    this.#ports.delete(port);
    port.close();
  }

  async #hear(port, message) {
    const fault = this.#fault(port, message);
    const id = named(message?.id) ? message.id : null;
    if (fault) return port.postMessage({ id, error: fault });
    this.#count(port, 1);
    try {
      port.postMessage({ id, result: (await this.#calls[message.call](...(message.args ?? []))) ?? null });
    } catch (error) {
      port.postMessage({ id, error: error.message });
    }
    this.#count(port, -1);
  }

  #count(port, by) {
    if (this.#ports.has(port)) this.#ports.set(port, this.#ports.get(port) + by);
  }

  // fault says in a sentence why a message is no call; "" where it is one.
  #fault(port, message) {
    if (message === null || typeof message !== "object" || Array.isArray(message)) return say("embed.noMessage", { shape: "{id, call, args}" });
    const { id, call, args = [] } = message;
    if (!named(id)) return say("embed.noId", { most: MOST_ID });
    if (typeof call !== "string" || !Object.hasOwn(this.#calls, call)) return say("embed.noCall", { call: quoted(call), calls: Object.keys(this.#calls).join(", ") });
    if (!Array.isArray(args) || args.length > MOST_ARGS) return say("embed.noArgs", { most: MOST_ARGS });
    if (this.#ports.get(port) >= MOST_WAITING) return say("embed.manyCalls", { most: MOST_WAITING });
    return "";
  }
}

const named = (id) => (typeof id === "string" ? id.length <= MOST_ID : Number.isFinite(id));

const quoted = (name) => (typeof name === "string" ? { id: "embed.quoted", args: { name: name.slice(0, 40) } } : { id: "embed.thatIs", args: { type: name === null ? "null" : typeof name } });
