// The bar stands over the end of the window. What is scrolled to must stand above
// it, and where it would cover much of a low window it gives way: see css/page.css.

const MOST = 0.3; // of the window's height

export function fitBar(bar) {
  const root = document.documentElement;
  const fit = () => {
    const low = bar.offsetHeight > MOST * innerHeight;
    root.classList.toggle("low", low);
    root.style.setProperty("--bar", low ? "0px" : `${bar.offsetHeight}px`);
  };
  new ResizeObserver(fit).observe(bar);
  addEventListener("resize", fit);
}
