// Search over the compact index of a static export: a line a code, most used first.

const words = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, " ").trim().split(" ");

/** Points of an entry for a query's words; zero where a word is missing. */
function points(entry, query) {
  let sum = 0;
  for (const word of query) {
    if (entry.code.toLowerCase().startsWith(word)) sum += word.length === 5 ? 100 : 20;
    else if (entry.title.includes(` ${word} `)) sum += 8;
    else if (entry.title.includes(` ${word}`)) sum += 5;
    else if (entry.names.includes(` ${word} `)) sum += 6;
    else if (entry.names.includes(` ${word}`)) sum += 3;
    else return 0;
  }
  return sum;
}

/** A search over the index at an address, fetched when it is first asked. */
export function over(address) {
  let loading;
  const load = async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    return (await response.text()).trimEnd().split("\n").map((line) => {
      const [code, title, work, names] = line.split("\t");
      return { code, shown: title, work, title: ` ${words(title).join(" ")} `, names: ` ${words(names).join(" ")} ` };
    });
  };
  return async (query, most = 50) => {
    loading ??= load();
    const entries = await loading;
    const asked = words(query);
    const range = query.trim().toUpperCase().match(/^(\w{5})\s*(?:-|to)\s*(\w{5})$/);
    const found = range
      ? entries.filter(({ code }) => range[1] <= code && code <= range[2]).map((entry) => [1, entry])
      : entries.map((entry) => [points(entry, asked), entry]).filter(([sum]) => sum > 0);
    // The sort is stable, so what is used more stays before its equals.
    found.sort(([a], [b]) => b - a);
    return found.slice(0, most).map(([, { code, shown, work }]) => ({ code, title: shown, work, url: `/codes/${code}` }));
  };
}
