// The link to the full page. In a sandbox without allow-popups a browser does not open it, and
// reports nothing.

import { say } from "../js/text/embed.js";

// leadTo makes a link open the page with a query.
export function leadTo(link, query) {
  link.href = new URL(`./?${query}`, location.href).href.replace(/\?$/, "");
}

// openable calls refused with a sentence if a click opens nothing.
export function openable(link, refused) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const page = window.open(link.href, "_blank");
    if (page) page.opener = null;
    else refused(say("embed.noPopups", { address: link.href }));
  });
}
