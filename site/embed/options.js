// What an embed's address says beside the query: how the embed looks and when it
// starts.

// The options, each with what it may be; the first is what it is without a word.
export const options = {
  controls: ["row", "none"],
  theme: ["auto", "dark", "light"],
  start: ["visible", "click", "manual"],
};

// MOST_QUERY bounds the queries that an embed takes, in characters: the longest
// that means anything has some hundreds.
export const MOST_QUERY = 8000;

// read takes an address's query apart: {query, options, problems}. query is what
// the engine is to get, word for word; problems are sentences.
export function read(search) {
  const problems = [];
  const chosen = Object.fromEntries(Object.entries(options).map(([name, [usual]]) => [name, usual]));
  const pairs = bounded(search.replace(/^\?/, ""), problems).split("&");
  const query = pairs.filter((pair) => !take(pair, chosen, problems)).join("&");
  return { query, options: chosen, problems };
}

// bounded is a query that is not too long to be read; of one that is nothing is.
export function bounded(query, problems) {
  if (query.length <= MOST_QUERY) return query;
  problems.push(`The query has ${query.length} characters and at most ${MOST_QUERY} are read; it is ignored.`);
  return "";
}

// take reports whether a name=value pair is an option's, and sets the option.
function take(pair, chosen, problems) {
  const [name, value = ""] = pair.split("=", 2);
  if (!Object.hasOwn(options, name)) return false;
  if (options[name].includes(value)) chosen[name] = value;
  else problems.push(`${name} cannot be “${short(value)}”: it is one of ${options[name].join(", ")}; ${chosen[name]} is used.`);
  return true;
}

// short is as much of a stranger's text as fits into a sentence.
export function short(text) {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
