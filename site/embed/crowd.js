// The embeds of one page: which are near enough to be loaded, and which may draw. Loading needs
// an observer with a margin, so that embeds are there in time; drawing one without, so that
// embeds outside the window take no time from those inside.

import { STAGES } from "./agreed.js";

const NEAR = "200% 0px"; // two windows above and below

// Near tells when an element comes near the window, or into it.
export class Near {
  #then = new Map(); // element → what to do
  #observers = { auto: this.#observer(NEAR), lazy: this.#observer("0px") };

  watch(element, how, then) {
    this.#then.set(element, then);
    this.#observers[how].observe(element);
  }

  leave(element) {
    this.#then.delete(element);
    for (const observer of Object.values(this.#observers)) observer.unobserve(element);
  }

  #observer(rootMargin) {
    return new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) this.#then.get(target)?.();
      }
    }, { rootMargin });
  }
}

// Crowd lets STAGES embeds draw at a time, of those that cannot use Web Locks (see slots.js).
export class Crowd {
  #members = new Map(); // element → {rest(bool), counts, asked, seen, resting}; the first ones draw
  #observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) this.#set(target, { seen: isIntersecting });
  });

  join(element, rest) {
    this.#members.set(element, { rest, counts: true, asked: false, seen: false, resting: false });
    this.#observer.observe(element);
  }

  leave(element) {
    this.#observer.unobserve(element);
    this.#members.delete(element);
    this.#settle();
  }

  // told takes the state event of an embed.
  told(element, { counted, asked }) { this.#set(element, { counts: counted, asked }); }

  #set(element, news) {
    const member = this.#members.get(element);
    if (!member || Object.entries(news).every(([name, value]) => member[name] === value)) return;
    Object.assign(member, news);
    this.#members.delete(element); // its place in the order may change
    if (news.asked) this.#members = new Map([[element, member], ...this.#members]);
    else this.#members.set(element, member);
    this.#settle();
  }

  #settle() {
    let left = STAGES;
    for (const member of this.#members.values()) {
      if (member.counts) continue;
      const resting = !member.seen || left-- <= 0;
      if (resting !== member.resting) member.rest(member.resting = resting);
    }
  }
}
