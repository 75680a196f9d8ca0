// Whether an embed can be seen: it watches itself, since nobody else may know where
// it stands. Margins would do nothing inside a frame of another origin, and let what
// is below the fold take time from what is read.

// seen calls changed(bool) now and whenever it changes.
export function seen(changed) {
  let inside = false;
  let last = null;
  const tell = () => {
    const now = inside && document.visibilityState === "visible";
    if (now !== last) changed(last = now);
  };
  new IntersectionObserver((entries) => {
    inside = entries.at(-1).intersectionRatio > 0;
    tell();
  }, { threshold: [0, 0.01] }).observe(document.documentElement);
  document.addEventListener("visibilitychange", tell);
  tell();
}

// frugal reports that the reader wants neither movement nor downloads that nobody
// has asked for.
export const frugal = () => matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.connection?.saveData === true;
