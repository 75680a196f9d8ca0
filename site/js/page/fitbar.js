// The bar covers the lower end of the window. Elements that are scrolled to stand above it.
// In a low window the bar scrolls with the page: see css/page.css.

const MOST = 0.3; // of the window's height

export function fitBar(bar) {
  const root = document.documentElement;
  const fit = () => {
    const low = bar.offsetHeight > MOST * innerHeight;
    root.classList.toggle("low", low);
    root.style.setProperty("--bar", low ? "0px" : `${bar.offsetHeight}px`);
    if (!low) uncover(bar);
  };
  new ResizeObserver(fit).observe(bar);
  addEventListener("resize", fit);
}

// uncover scrolls to the control that has the focus if the bar has grown over it.
function uncover(bar) {
  const focused = document.activeElement;
  if (!focused || focused === document.body || bar.contains(focused)) return;
  const shown = focused.closest(".chip") ?? focused;
  const { top, bottom } = shown.getBoundingClientRect();
  if (top < innerHeight && bottom > bar.getBoundingClientRect().top) shown.scrollIntoView({ block: "nearest" });
}
