// Sliders under a finger. A finger that moves up or down scrolls the page and sets no slider.
// Browsers set a slider at the first touch; here the finger has to move sideways first, or
// to leave where it has touched.

const INTENT_PX = 8; // a movement of this size sets the slider, or scrolls

// The touch under way: {slider, before, asked, x, y, state}, state being
// "undecided", "sliding", or "over" until the next one.
let touch = null;

// guardSliders watches all sliders of the document, those to come included.
export function guardSliders() {
  const capture = { capture: true, passive: true };
  addEventListener("pointerdown", begin, capture);
  addEventListener("pointermove", move, capture);
  addEventListener("pointerup", end, capture);
  addEventListener("pointercancel", cancel, capture);
  for (const type of ["input", "change"]) addEventListener(type, hold, true);
  addEventListener("keydown", () => { touch = null; }, capture);
}

function begin({ pointerType, target, clientX, clientY, isPrimary }) {
  if (!isPrimary) return;
  touch = null;
  if (pointerType === "mouse" || !(target instanceof HTMLInputElement) || target.type !== "range") return;
  touch = { slider: target, before: target.value, asked: target.value, x: clientX, y: clientY, state: "undecided" };
}

function move({ clientX, clientY, isPrimary }) {
  if (!isPrimary || touch?.state !== "undecided") return;
  const across = Math.abs(clientX - touch.x);
  const along = Math.abs(clientY - touch.y);
  if (across > INTENT_PX && across > along) {
    touch.state = "sliding";
    set(touch.slider, touch.asked, "input");
  } else if (along > INTENT_PX) {
    leave();
  }
}

// A tap sets the slider to the place of the touch.
function end({ isPrimary }) {
  if (!isPrimary || touch?.state !== "undecided") return;
  const { slider, asked, before } = touch;
  touch.state = "sliding";
  if (asked === before) return;
  set(slider, asked, "input");
  set(slider, asked, "change");
}

function cancel({ isPrimary }) {
  if (isPrimary && touch && touch.state !== "over") leave();
}

// leave gives the slider its value from before the touch.
function leave() {
  const { slider, before, state } = touch;
  touch = null; // so that hold lets these events pass
  if (state === "sliding" && slider.value !== before) {
    set(slider, before, "input");
    set(slider, before, "change");
  }
  slider.value = before;
  touch = { slider, before, state: "over" };
}

function set(slider, value, type) {
  slider.value = value;
  slider.dispatchEvent(new Event(type, { bubbles: true }));
}

// hold stops the browser's events of a touch until it is clear that the touch is for the
// slider.
function hold(event) {
  if (event.target !== touch?.slider || touch.state === "sliding") return;
  event.stopImmediatePropagation();
  if (touch.state === "undecided" && event.isTrusted) touch.asked = touch.slider.value;
  touch.slider.value = touch.before;
}
