// Search as you type, keyboard and sortable tables. Every page works without this file.

const MOST = 10;

/** A combobox over a search field: arrows choose, Enter opens, Escape closes. */
function suggest(input, find) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.closest("form").append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let results = [];
  let chosen = -1;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = () => {
    list.replaceChildren(...results.map((result, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      for (const [kind, text] of [
        ["code", result.code], ["title", result.title], ["work", result.work ? `${result.work} work` : ""],
      ]) {
        const span = document.createElement("span");
        span.className = kind;
        span.textContent = text;
        item.append(span);
      }
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        location.href = result.url;
      });
      return item;
    }));
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };

  input.addEventListener("input", async () => {
    const query = input.value.trim();
    const mine = ++asked;
    if (query.length < 2) return close();
    try {
      const found = await find(query);
      if (mine !== asked || document.activeElement !== input) return;
      results = found.slice(0, MOST);
      show();
    } catch {
      close();
    }
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = results.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.href = results[chosen].url;
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}

let asking;
/** Asks the server, giving up what was asked before. */
async function ask(query) {
  asking?.abort();
  asking = new AbortController();
  const response = await fetch(`/search.json?limit=${MOST}&q=${encodeURIComponent(query)}`, { signal: asking.signal });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).results;
}

/** In a static export the index is a file; its address stands in the page. */
const index = document.querySelector("link[rel='search-index']");
const find = index ? (await import(new URL(index.dataset.module, location))).over(index.href) : ask;
for (const input of document.querySelectorAll("input[data-search]")) suggest(input, find);

/** The search page of a static export fills itself in. */
const results = document.querySelector("[data-results]");
const askedFor = new URLSearchParams(location.search).get("q")?.trim();
if (results && askedFor) {
  document.querySelector("#q").value = askedFor;
  const found = await find(askedFor);
  document.querySelector("[data-results-for]").textContent = `${found.length} for “${askedFor}”, best first.`;
  results.replaceChildren(...found.map(({ code, title, url }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    const number = document.createElement("span");
    number.className = "code";
    number.textContent = code;
    link.append(number, ` ${title}`);
    item.append(link);
    return item;
  }));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const field = document.querySelector("main input[data-search], input[data-search]");
  field?.focus();
  field?.select();
});

/** A click on a column's head sorts by it; a second click turns the order. */
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[column].textContent.trim();
      const number = (text) => (text === "—" ? -Infinity : Number(text.replace(/[$,]/g, "")));
      const rows = [...table.tBodies[0].rows];
      const numeric = head.classList.contains("num");
      rows.sort((a, b) => (numeric ? number(value(a)) - number(value(b)) : value(a).localeCompare(value(b))));
      if (down) rows.reverse();
      table.tBodies[0].append(...rows);
    });
  });
}
