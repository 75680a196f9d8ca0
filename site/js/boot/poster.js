// The poster that stands in the place of the picture: it shows the page's first
// settings, so that it is true only of a page that is asked for these.


// Parameters that do not change the first picture, and those that other sites add to
// links.
const silent = /^(backend=.*|speed=.*|utm_[^=]*=.*|[^=]*clid=.*|ref=.*|)$/;

// begins reports whether a query is that of the poster.
export const begins = (query) => query.split("&").every((pair) => silent.test(pair));

// showPoster lets the style sheet show it; js/stage/poster.js takes it away.
export function showPoster() {
  const query = import.meta.single && location.hash.includes("=") ? location.hash : location.search;
  if (begins(query.slice(1))) document.documentElement.dataset.poster = "";
}
