// The pages of benchmarks in a real browser: search, pictures with their tables, caveats, workbook, phone, paper, access.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { startBrowser, startServer } from "./server.mjs";

/** One of each kind of page. */
const KINDS = [
  "/benchmarks", "/benchmarks?q=zzz", "/benchmarks?q=surg&sort=-median", "/benchmarks?set=1999-RVU26C",
  "/benchmarks/cardiology", "/benchmarks/crna", "/benchmarks/physician-assistant", "/benchmarks/addiction-medicine",
];

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  server?.stop();
});

async function open(path, options = {}) {
  const context = await browser.newContext({ baseURL: server.base, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 40[04]/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(path);
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a specialty is found, opened and left for a code (scripts ${javaScriptEnabled ? "on" : "off"})`, async () => {
    const page = await open("/", { javaScriptEnabled });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Benchmarks" }).click();
    await page.getByLabel("Specialty").fill("family medicine");
    await page.getByRole("button", { name: "Find" }).click();
    await page.waitForURL("**/benchmarks?q=family+medicine");
    await page.getByRole("link", { name: "Family Practice" }).click();
    await page.waitForURL("**/benchmarks/family-practice");
    await page.locator("#codes").getByRole("link", { name: "99213" }).click();
    await page.waitForURL("**/codes/99213");
    await page.locator("#specialties").getByRole("link", { name: "Internal Medicine", exact: true }).click();
    await page.waitForURL("**/benchmarks/internal-medicine");
    await close(page);
  });
}

test("the list is sorted over all of it", async () => {
  const page = await open("/benchmarks");
  await page.getByRole("link", { name: "Work RVUs, median" }).click();
  await page.waitForURL("**/benchmarks?sort=-median");
  const medians = (await page.locator("tbody td.strong").allInnerTexts()).map((text) => Number(text.replace(/,/g, "")));
  assert.ok(medians.length > 50);
  assert.deepEqual(medians, [...medians].sort((a, b) => b - a));
  await close(page);
});

test("a picture says what its table says, and the caveats are in plain view", async () => {
  const page = await open("/benchmarks/cardiology");
  const median = await page.locator("#distribution tbody tr", { hasText: "Median" }).locator("td").first().innerText();
  const picture = page.getByRole("img", { name: /Medicare work RVUs of a year by percentile/ });
  assert.match(await picture.getAttribute("aria-label"), new RegExp(`median ${median}$`));
  assert.match(await page.locator("#distribution svg text.value").first().textContent(), new RegExp(`median ${median}`));
  for (const caveat of ["Not per FTE", "Not a survey", "Not the country", "A lower bound"]) {
    assert.ok(await page.locator("#not").getByText(caveat).first().isVisible(), caveat);
  }
  await close(page);
});

test("a specialty is downloaded as a workbook under its own name", async () => {
  const page = await open("/benchmarks/cardiology");
  const [download] = await Promise.all([
    page.waitForEvent("download"), page.getByRole("link", { name: "Download as XLSX" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^cardiology-\d{4}-RVU\w+\.xlsx$/);
  assert.equal(await download.failure(), null);
  await close(page);
});

test("paper has every code and no button", async () => {
  const page = await open("/benchmarks/cardiology");
  await page.emulateMedia({ media: "print" });
  const shown = await page.locator("#codes details").evaluateAll((all) =>
    all.every((details) => details.lastElementChild.checkVisibility({ contentVisibilityAuto: true })));
  assert.ok(shown);
  assert.ok(!(await page.getByRole("link", { name: "Download as XLSX" }).isVisible()));
  await close(page);
});

test("no page is wider than a phone, and a phone shows the median without scrolling", async () => {
  for (const path of KINDS) {
    for (const phone of [390, 320]) {
      const page = await open(path, { viewport: { width: phone, height: 740 } });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= phone, `${path} is ${width} wide on ${phone}`);
      await close(page);
    }
  }
  for (const path of ["/benchmarks", "/benchmarks/cardiology"]) {
    const page = await open(path, { viewport: { width: 390, height: 740 } });
    const box = await page.locator("td.strong").last().boundingBox();
    assert.ok(box.x + box.width <= 390, path);
    await close(page);
  }
});

describe("axe finds nothing", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const path of KINDS) {
      test(`${path} (${colorScheme})`, async () => {
        const page = await open(path, { colorScheme });
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
        assert.deepEqual(found, []);
        await close(page);
      });
    }
  }
});
