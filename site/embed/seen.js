// Whether an embed can be seen. It watches itself, since the page around may have no script for
// that. It uses no margin: frames of another origin have none, and embeds outside the window
// would take time from those inside.

// seen calls changed(bool) now and at each change.
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

// frugal reports whether the reader wants less movement or fewer downloads: then nothing starts
// by itself.
export const frugal = () => matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.connection?.saveData === true;
