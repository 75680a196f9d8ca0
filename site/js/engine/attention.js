// Whether anybody can see what trains: the tab is in front, and some of the
// elements that show it are in the window. In a frame, of another site as well,
// the window is the whole page's: what is scrolled away there is not seen.

// watch calls changed({seen, hidden}) with what it finds first, and whenever that
// changes: seen tells whether any of the elements can be seen in the window,
// hidden whether the tab is behind others or its window is not to be seen. It returns
// {seen, hidden, stop()}. Until the browser has answered all counts as seen.
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
