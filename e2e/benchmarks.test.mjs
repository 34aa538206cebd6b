// The pages of benchmarks in a real browser: search, pictures with their tables, caveats, workbook, phone, paper, access.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sample, write } from "./log-sample.mjs";
import { close, download, fits, isAccessible, stage } from "./pages.mjs";

/** One of each kind of page. */
const KINDS = [
  "/benchmarks", "/benchmarks?q=zzz", "/benchmarks?q=surg&sort=-median", "/benchmarks?set=1999-RVU26C",
  "/benchmarks/cardiology", "/benchmarks/crna", "/benchmarks/physician-assistant", "/benchmarks/addiction-medicine",
];

const site = stage({ expected: /status of (40[04]|422)/ });
const { open } = site;

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

test("the list is sorted over all of it, and downloads as it is sorted", async () => {
  const page = await open("/benchmarks");
  await page.getByRole("link", { name: "Work RVUs, median" }).click();
  await page.waitForURL("**/benchmarks?sort=-median");
  const link = page.getByRole("link", { name: "Download as XLSX" });
  assert.equal(await link.getAttribute("href"), "/benchmarks.xlsx?sort=-median");
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
      await fits(page);
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

/** A made-up survey, as its buyer has it. */
const SURVEY = `Specialty,Providers,10th %tile,25th %tile,Median,75th %tile,90th %tile
Cardiology,812,3900,5460,7410,9750,12090
Gastroenterology,1204,4100,5740,7790,10250,12710
Hospital Medicine,28,2300,3220,4370,5750,7130
`;

/** Pages of the log. */
const OWN = [
  "/log/benchmark", "/log/benchmark?specialty=addiction-medicine", "/log/benchmark/tables",
  "/log/benchmark?specialty=gastroenterology&state=UT&share_from=20&share_to=35&pay=500000",
];

describe("one's own year", () => {
  before(async () => {
    await write(site.base, sample(new Date().toISOString().slice(0, 10), 120));
    const response = await fetch(`${site.base}/api/v1/settings`, {
      method: "PUT",
      headers: { "content-type": "application/json", origin: site.base },
      body: JSON.stringify({ settings: { specialty: "gastroenterology", fte: "0.80" } }),
    });
    assert.equal(response.status, 200);
  });

  test("stands among Medicare's with its assumption, and all payers only on request", async () => {
    const page = await open("/benchmarks/gastroenterology");
    await page.getByRole("link", { name: "Where I stand" }).click();
    await page.waitForURL("**/log/benchmark?*");
    const text = await page.locator("#medicare").innerText();
    assert.match(text, /Yours is of all payers/);
    assert.match(text, /Your year is made of .* working days/);
    assert.ok(await page.locator("svg text.own").first().isVisible());
    assert.equal(await page.locator("#modelled").count(), 0);
    await page.getByText("Model work of all payers").click();
    await page.getByLabel("At least, %").fill("20");
    await page.getByLabel("At most, %").fill("35");
    await page.getByRole("button", { name: "Compare" }).click();
    assert.match(await page.locator("#modelled").innerText(), /Modelled, not observed.*20\.0% to 35\.0%/s);
    await close(page);
  });

  test("visits are laid over the specialty's, and those of a level with few are not placed", async () => {
    const page = await open("/benchmarks/gastroenterology");
    await page.locator("#office-visits").getByRole("link", { name: "Lay my own visits over these" }).click();
    await page.waitForURL("**/log/benchmark?*#levels");
    await page.locator("#levels svg circle.own").first().waitFor();
    const row = (code) => page.locator("#levels tbody tr", { hasText: code }).innerText();
    assert.match(await row("99202"), /too few to be placed/);
    assert.match(await row("99214"), /the middle half/);
    assert.ok(!(await page.locator("#notes").innerText()).includes("99202: 0.0%"));
    await close(page);
  });

  test("a pasted table with faults is refused with their places, and taken in once they are gone", async () => {
    const page = await open("/log/benchmark/tables");
    const paste = async (rows) => {
      await page.goto("/log/benchmark/tables");
      await page.getByText("Or paste it").click();
      await page.getByLabel(/Rows as copied/).fill(`Specialty\tN\t25th\t50th\t75th\n${rows}`);
      await page.getByRole("button", { name: "Read it" }).click();
      await page.waitForURL("**/log/benchmark/tables/file/*");
      await page.getByLabel("Name", { exact: true }).fill("Pasted");
      await page.getByLabel("Calendar year surveyed").fill("2024");
      await page.getByLabel("Its values are").selectOption("per-clinician");
      await page.getByRole("button", { name: "Take in the table" }).click();
    };
    await paste("Gastroenterology\t40\t2,000\t3,000\t2,500\nGastroenterology\t4\t2\t3\t4\n");
    const faults = await page.getByRole("alert").innerText();
    assert.match(faults, /row 2, 75th: 2500\.00 is below 3000\.00/);
    assert.match(faults, /row 3, Specialty: .* stands in row 2 already/);
    await isAccessible(page);
    await paste("Gastroenterology\t40\t2,000\t3,000\t3,500\n");
    await page.getByRole("heading", { name: "Pasted" }).waitFor();
    const text = await page.locator("main").innerText();
    assert.match(text, /above the 75th percentile, the highest that is tabled/);
    assert.match(text, /which assumes that the other days are like these/);
    await page.getByRole("button", { name: "Delete this table" }).click();
    await page.waitForURL("**/log/benchmark/tables");
    await close(page);
  });

  test("the parts of the difference add up to the whole", async () => {
    const page = await open("/log/benchmark");
    const number = (text) => Number(text.replace(/[,+]/g, ""));
    const parts = (await page.locator("#difference tbody tr td:last-child").allInnerTexts()).map(number);
    const whole = number(await page.locator("#difference tfoot td:last-child").innerText());
    const sum = parts.reduce((sum, part) => sum + part, 0);
    assert.ok(Math.abs(sum - whole) <= parts.length, `${sum} of ${whole}, each rounded`);
    await close(page);
  });

  test("a survey table is taken in, chosen, compared by its basis and deleted", async () => {
    const page = await open("/log/benchmark/tables");
    await page.getByLabel("CSV or XLSX").setInputFiles({ name: "survey 2024.csv", mimeType: "text/csv", buffer: Buffer.from(SURVEY) });
    await page.getByRole("button", { name: "Read it" }).click();
    await page.waitForURL("**/log/benchmark/tables/file/*");
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "survey 2024");
    assert.equal(await page.getByLabel("Median").inputValue(), "5");
    await page.getByLabel("Calendar year surveyed").fill("2024");
    await page.getByLabel("Its values are").selectOption("per-fte");
    await page.getByRole("button", { name: "Take in the table" }).click();
    await page.getByRole("heading", { name: "survey 2024" }).waitFor();
    assert.match(await page.locator("p.lead").innerText(), /of Gastroenterology \(1,204 providers\)/);
    assert.match(await page.locator("main").innerText(), /divided by 0\.80/);
    await page.getByLabel("My row").selectOption("Hospital Medicine");
    await page.getByRole("button", { name: "Choose" }).click();
    assert.match(await page.locator("main").innerText(), /Only 28 providers stand behind this row/);
    await page.goto("/log/benchmark");
    assert.match(await page.locator("#tables").innerText(), /of Hospital Medicine/);
    await page.getByRole("link", { name: "survey 2024" }).click();
    await isAccessible(page);
    await page.getByRole("button", { name: "Delete this table" }).click();
    await page.waitForURL("**/log/benchmark/tables");
    assert.equal(await page.getByRole("link", { name: "survey 2024" }).count(), 0);
    await close(page);
  });

  for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
    test(`is sound at ${width}, ${colorScheme}`, async () => {
      for (const path of OWN) {
        const page = await open(path, { colorScheme, viewport: { width, height: 800 } });
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        await fits(page);
        await isAccessible(page, path);
        await close(page);
      }
    });
  }
});

describe("axe finds nothing", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const path of KINDS) {
      test(`${path} (${colorScheme})`, async () => {
        const page = await open(path, { colorScheme });
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        await isAccessible(page);
        await close(page);
      });
    }
  }
});
