// Whether anybody can see the training: the tab is in front, and some of the elements
// that show it are in the window. In a frame the window is that of the whole page, even
// if that is another site's.

// watch calls changed({seen, hidden}) at first and at every change. seen tells whether any
// of the elements is in the window, hidden whether the tab or its window is hidden. watch
// returns {seen, hidden, stop()}. Elements count as seen until the browser answers.
export function watch(elements, changed) {
  const outside = new Set();
  const state = {
    seen: true,
    hidden: document.hidden,
    stop() {
      observer.disconnect();
      document.removeEventListener("visibilitychange", look);
    },
  };
  let told = "";
  const look = () => {
    state.hidden = document.hidden;
    state.seen = outside.size < elements.length;
    const now = `${state.seen} ${state.hidden}`;
    if (now === told) return;
    told = now;
    changed(state);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) outside.delete(target);
      else outside.add(target);
    }
    look();
  });
  for (const element of elements) observer.observe(element);
  document.addEventListener("visibilitychange", look);
  look();
  return state;
}
