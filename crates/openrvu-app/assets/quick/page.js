// The page of quick entry.

const form = document.querySelector("#quick");
const field = form.elements.text;
const reading = document.querySelector("#reading");
const read = form.querySelector("[data-read]");

/** What the form says of all lines. */
function circumstances() {
  const data = new FormData(form);
  const day = data.get("day");
  const text = (name) => data.get(name)?.trim() || undefined;
  return {
    date: day && day !== "other" ? day : text("date"), apart: data.has("apart"), place: text("place"), site: text("site"),
    role: text("role"), colleague: text("colleague"), note: text("note"),
  };
}

/** Writes a text in place of a part of the field's, and reads anew. */
function replace(from, to, text) {
  field.setRangeText(text, from, to, "end");
  field.focus();
  changed();
}

/** Writes at the caret, parted from what stands before it. */
function insert(text) {
  const before = field.value.slice(0, field.selectionStart);
  const gap = before === "" || /[\s;,]$/.test(before) || /^[-;x]/.test(text) ? "" : " ";
  replace(field.selectionStart, field.selectionEnd, gap + text);
}

const log = make("button", { type: "submit", name: "action", value: "log", disabled: true, "data-log": true }, "Log");
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
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.errors?.[0]?.message ?? answer.detail ?? response.statusText);
  return answer;
}

function show(report) {
  reading.replaceChildren(...readBack(report, replace));
  log.disabled = report.lines === 0;
  log.value = report.whole ? "log" : "part";
  log.textContent = report.lines === 0 ? "Log"
    : report.whole ? `Log ${plural(report.lines, "line")}` : `Log ${plural(report.lines, "line")}, keep the rest`;
}

async function changed() {
  const mine = ++asked;
  if (field.value.trim() === "") return show({ rows: [], others: [], lines: 0 });
  try {
    const report = await ask({ text: field.value, ...circumstances() });
    if (mine === asked) show(report);
  } catch (error) {
    if (mine !== asked || error.name === "AbortError") return;
    reading.replaceChildren(make("p", { class: "error" }, error.message));
    log.disabled = true;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(changed, 80);
}

field.addEventListener("input", soon);
form.addEventListener("change", (event) => {
  if (event.target.name === "date") form.querySelector("input[name=day][value=other]").checked = true;
  if (event.target !== field) changed();
});

/** A field that grows with its text. */
const grow = () => {
  field.rows = Math.min(8, Math.max(2, field.value.split("\n").length + Math.floor(field.value.length / 60)));
};
field.addEventListener("input", grow);

/** Keys for what a number pad has not; and a key that changes between pad and letters. */
const keys = document.querySelector("#keys");
const pad = make("button", { type: "button", class: "plain", click: () => setPad(field.inputMode !== "tel") });
function setPad(digits) {
  field.inputMode = digits ? "tel" : "text";
  pad.textContent = digits ? "abc" : "123";
  pad.setAttribute("aria-label", digits ? "Keyboard with letters" : "Number pad");
  try { localStorage.setItem("quick-pad", digits ? "digits" : "letters"); } catch { /* Nothing is kept then. */ }
  if (document.activeElement === pad) field.focus();
}
const key = (text, written = text, label) => make("button", { type: "button", class: "plain", "aria-label": label, click: () => insert(written) }, text);
keys.append(pad, ...["25", "50", "59", "26", "LT", "RT"].map((code) => key(code, `-${code}`, `Modifier ${code}`)),
  key("×2", "x2", "2 units"), key("next patient", "; "));
keys.hidden = false;
let kept;
try { kept = localStorage.getItem("quick-pad"); } catch { /* As if none were kept. */ }
setPad(kept ? kept === "digits" : matchMedia("(pointer: coarse)").matches);

for (const template of form.querySelectorAll(".templates button")) {
  template.addEventListener("click", (event) => {
    event.preventDefault();
    const text = field.value.replace(/[\s;,]+$/, "");
    field.value = text === "" ? template.dataset.text : `${text}; ${template.dataset.text}`;
    for (const name of ["place", "site", "role"]) {
      if (template.dataset[name]) form.elements[name].value = template.dataset[name];
    }
    grow();
    changed();
  });
}

grow();
if (field.value.trim() !== "") changed();
