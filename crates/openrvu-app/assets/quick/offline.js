// Logging through the outbox, and the page as it is kept on the phone.

const sending = document.querySelector("#outbox");
const note = document.querySelector("#said");

/** Today and yesterday where this browser is. */
function days() {
  const at = (back) => {
    const day = new Date();
    day.setDate(day.getDate() - back);
    return day;
  };
  const iso = (day) => [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const short = (day) => day.toLocaleDateString("en-US", { weekday: "short", month: "short", day: "numeric" }).replace(",", "");
  return [at(0), at(1)].map((day) => ({ iso: iso(day), short: short(day) }));
}

/** Writes the days of this browser into the form: on the kept page, and on one left open over midnight. */
function setDays() {
  const radios = [...form.querySelectorAll("input[name=day]")].filter((radio) => radio.value !== "other");
  days().forEach((day, at) => {
    radios[at].value = day.iso;
    radios[at].parentElement.querySelector(".small").textContent = day.short;
  });
  if (!form.elements.date.value) form.elements.date.value = days()[0].iso;
}
let opened = days()[0].iso;
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (days()[0].iso !== opened) {
    opened = days()[0].iso;
    setDays();
    changed();
  }
  flush();
});

/** What has just been done, with what takes it back. */
function say(words, undo) {
  note.replaceChildren(make("span", {}, words), " ", undo ?? "");
  note.hidden = false;
}

/** Takes back entries that the server has: the same form as the server's own. */
function undoForm(entries, revision, date) {
  return make("form", { action: "/log/undo", method: "post" },
    make("input", { type: "hidden", name: "date", value: date }),
    entries.map((entry) => make("input", { type: "hidden", name: "entry", value: `${entry.id}:${revision}` })),
    make("button", { type: "submit", class: "plain" }, "Undo"));
}

/** The day's list anew, from the server's page. */
async function refreshDay(date) {
  const day = document.querySelector("#day");
  if (isShell || !day) return;
  try {
    const response = await fetch(`/log?date=${date}`);
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#day");
    if (fresh) day.replaceWith(fresh);
  } catch { /* It is shown when there is a network. */ }
}

/** What waits, with what came of it. */
async function showOutbox(why) {
  const items = await waiting();
  sending.hidden = items.length === 0;
  const remove = async (item) => {
    await forget(item.id);
    showOutbox();
  };
  const back = async (item) => {
    await forget(item.id);
    field.value = [field.value.trim(), item.text].filter(Boolean).join("; ");
    grow();
    changed();
    showOutbox();
  };
  const again = async (item) => {
    const entries = item.entries.map((entry) => ({ ...entry, id: crypto.randomUUID() }));
    await keep({ ...item, entries, state: "waiting", message: undefined });
    flush();
  };
  const button = (words, click) => make("button", { type: "button", class: "plain", click }, words);
  const rows = items.map((item) => make("li", { class: item.state === "waiting" ? "" : "review" },
    make("span", { class: "small" }, `${item.date} `), make("span", { class: "code" }, item.words),
    item.user !== me?.user && me && make("span", { class: "why" }, "Entered by another account; it is sent when they sign in here."),
    item.message && make("span", { class: "why" }, item.message),
    make("span", { class: "inline" },
      item.state === "waiting" && button("Take back", () => back(item)),
      item.state === "refused" && button("Correct it", () => back(item)),
      item.state === "settled" && item.entries.length > 0 && button("Log again", () => again(item)),
      item.state !== "waiting" && button("Dismiss", () => remove(item)))));
  const count = items.filter((item) => item.state === "waiting").reduce((sum, item) => sum + item.entries.length, 0);
  sending.replaceChildren(...there([
    make("h2", {}, count > 0 ? `${plural(count, "line")} waiting to be sent` : "Not sent"),
    why && make("p", { class: "small" }, why),
    make("ul", { class: "plain" }, rows),
    count > 0 && make("p", {}, button("Send now", () => flush())),
  ]));
}

/** Sends what waits, and shows what came of it. */
async function flush() {
  try {
    const why = await sendAll(async (item, revision) => {
      const lines = `Logged ${plural(item.entries.length, "line")}, ${item.work} work RVUs.`;
      say(lines, undoForm(item.entries, revision, item.date));
      await refreshDay(item.date);
    });
    await showOutbox(why);
  } catch (error) {
    say(`What is entered cannot be kept in this browser: ${error.message}`);
  }
}

form.addEventListener("submit", async (event) => {
  const action = event.submitter?.value;
  if (!engine || !["log", "part"].includes(action)) return;
  event.preventDefault();
  const request = { text: field.value, ...circumstances() };
  let kept;
  try {
    const found = engine.read(request);
    if (found.lines === 0 || (!found.whole && action === "log")) return show(found);
    const entries = engine.entries(request, found.lines);
    const words = found.rows.filter((row) => row.line).map((row) => row.line).join(", ");
    kept = {
      id: crypto.randomUUID(), user: me.user, made: new Date().toISOString(), date: request.date, text: request.text,
      words, work: found.work, entries, state: "waiting",
    };
    await keep(kept);
    field.value = found.left;
  } catch (error) {
    reading.replaceChildren(make("p", { class: "error" }, `Nothing was logged: ${error.message}`));
    return;
  }
  grow();
  field.focus();
  changed();
  say(`${plural(kept.entries.length, "line")} kept on this device, ${kept.work} work RVUs.`);
  navigator.storage?.persist?.();
  flush();
});

addEventListener("online", flush);
setInterval(async () => {
  if (!sending.hidden) flush();
}, 30_000);

if (isShell) setDays();
grow();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/log/worker.js", { scope: "/log" }).catch(() => { /* It works with a network alone. */ });
}
try {
  await loadEngine(form.dataset.engine);
} catch { /* The server reads. */ }
if (isShell && me) {
  form.elements.site.value ||= me.site ?? "";
  document.querySelector("#sites").replaceChildren(...me.sites.map((site) => make("option", { value: site })));
  const templates = form.querySelector(".templates");
  templates.replaceChildren(...me.templates.map((template) =>
    make("button", { type: "button", class: "plain", click: () => putIn(template) }, template.name)));
  templates.hidden = me.templates.length === 0;
}
document.documentElement.dataset.engine = engine ? "ready" : "none";
if (field.value.trim() !== "") changed();
flush();
