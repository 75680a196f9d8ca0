// Where the card of the tour stands: beside what it is about.

const GAP = 12; // CSS pixels
const NARROW = 620; // a window in which it stands at the lower end

// placeFor returns {left, top} of a card of a size beside a rectangle in a window, null where it is to stand at the
// window's lower end. Below or above comes first for what is low. What is high has it beside it only: below it the card
// would cover the controls that a viewer scrolls to.
export function placeFor(target, card, { width, height }) {
  if (width < NARROW || height < card.height + 2 * GAP) return null;
  const within = (x, most) => Math.min(Math.max(GAP, x), most - GAP);
  const left = within(target.left, width - card.width), top = within(target.top, height - card.height);
  const ends = [{ left, top: target.bottom + GAP }, { left, top: target.top - card.height - GAP }];
  const sides = [{ left: target.right + GAP, top }, { left: target.left - card.width - GAP, top }];
  const places = target.bottom - target.top > height / 2 ? sides : [...ends, ...sides];
  return places.find(({ left: x, top: y }) => x >= GAP && y >= GAP && x + card.width + GAP <= width && y + card.height + GAP <= height) ?? null;
}

// hidden reports whether a rectangle is out of sight, in a window whose lower end is taken from a height on.
export const hidden = (target, lower) => target.top < 0 || Math.min(target.bottom, target.top + 120) > lower;
