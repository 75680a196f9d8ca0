// The options in an embed's address, beside the query: its appearance and its start.

// The options with their values; the first is the default.
export const options = {
  controls: ["row", "none"],
  theme: ["auto", "dark", "light"],
  start: ["visible", "click", "manual"],
};

// MOST_QUERY limits queries, in characters; the longest useful ones have some hundreds.
export const MOST_QUERY = 8000;

// read splits the query of an address: {query, options, problems}. query is for the engine,
// unchanged; problems are messages.
export function read(search) {
  const problems = [];
  const chosen = Object.fromEntries(Object.entries(options).map(([name, [usual]]) => [name, usual]));
  const pairs = bounded(search.replace(/^\?/, ""), problems).split("&");
  const query = pairs.filter((pair) => !take(pair, chosen, problems)).join("&");
  return { query, options: chosen, problems };
}

// bounded returns a query, "" if it is too long.
export function bounded(query, problems) {
  if (query.length <= MOST_QUERY) return query;
  problems.push({ id: "embed.queryTooLong", args: { count: query.length, most: MOST_QUERY } });
  return "";
}

// take sets an option, and reports whether a name=value pair is one.
function take(pair, chosen, problems) {
  const [name, value = ""] = pair.split("=", 2);
  if (name === "stringTest") return true; // see js/boot/stringtest.js
  if (!Object.hasOwn(options, name)) return false;
  if (options[name].includes(value)) chosen[name] = value;
  else problems.push({ id: "embed.noSuchOption", args: { name, value: short(value), words: options[name].join(", "), used: chosen[name] } });
  return true;
}

// short cuts a text to the length that fits into a sentence.
export function short(text) {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
