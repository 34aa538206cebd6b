import { startBrowser, startServer } from "./server.mjs";
import { randomUUID } from "node:crypto";
import { writeFileSync, mkdirSync } from "node:fs";
mkdirSync("/tmp/ctshots", { recursive: true });
const server = await startServer();
const browser = await startBrowser();
const api = (path, init) => fetch(server.base + path, init);
const entry = (date, code, more = {}) => ({ id: randomUUID(), encounter: randomUUID(), date, code, ...more });
const enc = randomUUID();
const entries = [];
for (let m = 1; m <= 11; m++) for (let d = 1; d <= 12; d++) {
  const date = `2026-${String(m).padStart(2, "0")}-${String(d * 2).padStart(2, "0")}`;
  entries.push(entry(date, "99213"), entry(date, "99214", { modifiers: ["25"] }), entry(date, "27447", { place: "22", site: "Main hospital" }));
  if (d % 3 == 0) { const e = randomUUID(); entries.push({ ...entry(date, "45385", {place:"24"}), encounter: e }, { ...entry(date, "45380", {place: "24"}), encounter: e }); }
}
entries.push(entry("2026-11-04", "27447", { modifiers: ["66"] }), entry("2026-11-05", "00840", { modifiers: ["AA"], minutes: 90 }), entry("2026-11-05", "27447", { modifiers: ["80"], role: "assisted" }));
let r = await api("/api/v1/entries", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries }) });
console.log(r.status, await r.text());
const context = await browser.newContext({ baseURL: server.base, viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
const faults = [];
page.on("console", (m) => m.type() === "error" && faults.push(m.text()));
page.on("pageerror", (e) => faults.push(String(e)));
await page.goto("/log/contracts/new");
await page.screenshot({ path: "/tmp/ctshots/form.png", fullPage: true });
await page.getByLabel("Name", { exact: true }).fill("Mercy employment");
await page.getByLabel("First day of service").fill("2026-01-01");
await page.getByLabel("Work RVUs of").selectOption("year");
await page.getByLabel("Calendar year").fill("2020");
await page.getByLabel("Credit policy").selectOption("mirror-cms");
await page.getByLabel("Own rules by modifier, one a line").fill("22 1.20\nFS 0.50");
await page.getByLabel("Work is settled").selectOption("quarter");
await page.getByLabel("Tier 1: rate").fill("48.5");
await page.getByLabel("Tier 2: above").fill("2000");
await page.getByLabel("Tier 2: rate").fill("55.125");
await page.getByLabel("Draw a month").fill("18,000");
await page.getByLabel("Bonus 1: name").fill("Volume");
await page.getByLabel("Bonus 1: at least").fill("3000");
await page.getByLabel("Bonus 1: amount").fill("10000");
await page.getByRole("button", { name: "Keep the contract" }).click();
console.log(page.url());
await page.screenshot({ path: "/tmp/ctshots/contract.png", fullPage: true });
const id = page.url().split("/").pop();
for (const [name, path] of [["contracts", "/log/contracts"], ["statement", `/log/statement?contract=${id}&on=2026-09-15&period=quarter`], ["report", "/log/statement?period=year"], ["modifiers", `/log/modifiers?contract=${id}`], ["restate", "/log/restate?release=RVU25D&period=year"], ["compare", `/log/compare?first=${id}&second=${id}&volume=${encodeURIComponent("99213 1200\n27447-50 40\n45385+45380 120")}`]]) {
  await page.goto(path);
  await page.screenshot({ path: `/tmp/ctshots/${name}.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `/tmp/ctshots/${name}-dark.png`, fullPage: false });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `/tmp/ctshots/${name}-phone.png`, fullPage: false });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) console.log(name, "overflows by", over);
  await page.setViewportSize({ width: 1280, height: 900 });
}
for (const f of ["pdf", "xlsx", "csv"]) {
  const t = Date.now();
  r = await api(`/log/statement/${f}?contract=${id}&on=2026-09-15&period=quarter`);
  const b = Buffer.from(await r.arrayBuffer());
  console.log(f, r.status, r.headers.get("content-type"), r.headers.get("content-disposition"), b.length, Date.now() - t, "ms");
  writeFileSync(`/tmp/ctshots/statement.${f}`, b);
}
console.log("faults", faults);
await browser.close(); server.stop();
