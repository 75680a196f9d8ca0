// The link to this page with a query.

// home is the folder that the page is served from.
export const home = (base) => new URL("./", base).href;

// pageLink opens the page with a query. A page of one file is a file, and has
// its query behind "#".
export function pageLink(base, query, single = false) {
  if (!single) return new URL(query && `?${query}`, home(base)).href;
  const file = new URL(base);
  file.search = "";
  file.hash = query;
  return file.href;
}
