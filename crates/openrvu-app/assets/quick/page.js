// The page of quick entry.

const form = document.querySelector("#quick");
const field = form.elements.text;
const reading = document.querySelector("#reading");
const read = form.querySelector("[data-read]");
/** The page as kept on the phone: what the server would have filled in is filled in here. */
const isShell = "shell" in form.dataset;

/** What the form says of all lines. */
function circumstances() {
  const values = new FormData(form);
  const day = values.get("day");
  const text = (name) => values.get(name)?.trim() || undefined;
  return {
    date: day && day !== "other" ? day : text("date"), apart: values.has("apart"), place: text("place"), site: text("site"),
    role: text("role"), colleague: text("colleague"), note: text("note"),
  };
}

/** Writes a text in place of a part of the field's, and reads anew. */
function replace(from, to, text) {
  field.setRangeText(text, from, to, "end");
  field.focus();
  grow();
  changed();
}

/** Writes at the caret, parted from what stands before it. */
function insert(text) {
  const before = field.value.slice(0, field.selectionStart);
  const gap = before === "" || /[\s;,]$/.test(before) || /^[-;x]/.test(text) ? "" : " ";
  replace(field.selectionStart, field.selectionEnd, gap + text);
}

const log = make("button", { type: "submit", name: "action", value: "log", disabled: true }, "Log");
for (const button of form.querySelectorAll(".actions button")) button.hidden = true;
read.after(log);

let asked = 0;
let asking;
let timer;

/** Asks the server how it reads the text. */
async function ask(request) {
  asking?.abort();
  asking = new AbortController();
  const response = await fetch("/api/v1/quick/read", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request), signal: asking.signal,
  });
  if (!response.ok) throw new Error(await problem(response));
  return response.json();
}

/** Services of the day shown, so that what is logged already can be told. */
function countLogged(report, request) {
  const day = document.querySelector("#day");
  if (day?.dataset.date !== request.date) return;
  const services = [...day.querySelectorAll("[data-service]")].map((entry) => entry.dataset.service);
  for (const row of report.rows.filter((row) => row.line)) {
    const [code, ...modifiers] = row.line.split(/[x@=]/)[0].split("-");
    const service = [code, ...modifiers.sort(), request.role ?? "performed"].join(" ");
    row.logged = services.filter((other) => other === service).length;
  }
}

/** Reads on the phone where it can; the server knows days and figures that the phone has not. */
async function report(request) {
  if (!engine) return ask(request);
  const own = engine.read(request);
  if (own.uncredited > 0 && navigator.onLine) {
    try {
      return await ask(request);
    } catch (error) {
      if (error.name === "AbortError") throw error;
    }
  }
  countLogged(own, request);
  return own;
}

function show(found) {
  reading.replaceChildren(...readBack(found, replace));
  log.disabled = found.lines === 0;
  log.value = found.whole ? "log" : "part";
  const lines = found.lines === 0 ? "Log" : `Log ${plural(found.lines, "line")}`;
  log.textContent = found.lines > 0 && !found.whole ? `${lines}, keep the rest` : lines;
}

async function changed() {
  const mine = ++asked;
  if (field.value.trim() === "") return show({ rows: [], others: [], lines: 0 });
  try {
    const found = await report({ text: field.value, ...circumstances() });
    if (mine === asked) show(found);
  } catch (error) {
    if (mine !== asked || error.name === "AbortError") return;
    const words = error instanceof TypeError ? "There is no network, and nothing is kept here to read by." : error.message;
    reading.replaceChildren(make("p", { class: "error" }, words));
    log.disabled = true;
  }
}

form.addEventListener("input", (event) => {
  if (event.target.name === "date") form.querySelector("input[name=day][value=other]").checked = true;
  clearTimeout(timer);
  timer = setTimeout(changed, engine ? 0 : 80);
});

/** A field that grows with its text. */
function grow() {
  field.rows = 2;
  while (field.rows < 8 && field.scrollHeight > field.clientHeight) field.rows += 1;
}
field.addEventListener("input", grow);

/** Keys for what a number pad has not; and a key that changes between pad and letters. */
const keys = document.querySelector("#keys");
const pad = make("button", { type: "button", class: "plain", click: () => setPad(field.inputMode !== "tel") });
function setPad(digits) {
  field.inputMode = digits ? "tel" : "text";
  pad.textContent = digits ? "abc" : "123";
  pad.setAttribute("aria-label", digits ? "abc: keyboard with letters" : "123: number pad");
  try { localStorage.setItem("quick-pad", digits ? "digits" : "letters"); } catch { /* Nothing is kept then. */ }
  if (document.activeElement === pad) field.focus();
}
const key = (text, written, label) =>
  make("button", { type: "button", class: "plain", "aria-label": label, click: () => insert(written) }, text);
keys.append(pad, ...["25", "50", "59", "26", "LT", "RT"].map((code) => key(code, `-${code}`, `Modifier ${code}`)),
  key("x2", "x2", "x2: 2 units"), key("next", "; ", "next patient"));
keys.hidden = false;
let padKept;
try { padKept = localStorage.getItem("quick-pad"); } catch { /* As if none were kept. */ }
setPad(padKept ? padKept === "digits" : matchMedia("(pointer: coarse)").matches);

/** A template's lines behind the text, its place, site and role into the form. */
function putIn(template) {
  const text = field.value.replace(/[\s;,]+$/, "");
  field.value = text === "" ? template.text : `${text}; ${template.text}`;
  for (const name of ["place", "site", "role"]) if (template[name]) form.elements[name].value = template[name];
  grow();
  changed();
}
for (const button of form.querySelectorAll(".templates button")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    putIn(button.dataset);
  });
}
