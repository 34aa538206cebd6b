// Where one stands, in a real browser: dashboard, goals, planner, settings; phone, dark mode, no scripts, print, access.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sample, write } from "./log-sample.mjs";
import { close, fits, isAccessible, stage } from "./pages.mjs";

let today;
/** Addresses of goals, as they are made. */
const goals = [];

const site = stage({
  async prepare({ base }) {
    today = (await (await fetch(`${base}/api/v1/dashboard`)).json()).today;
    await write(base, sample(today));
  },
});
const { open } = site;

const number = (text) => Number(text.replaceAll(",", ""));

/** The numbers of a column of a table. */
async function column(table, at) {
  const texts = await table.locator(`tbody tr td:nth-child(${at})`).allInnerTexts();
  return texts.map((text) => number(text.split(" ")[0])).filter(Number.isFinite);
}

const sum = (numbers) => Math.round(numbers.reduce((total, one) => total + one * 1000, 0)) / 1000;

describe("the dashboard", () => {
  test("adds up: codes, sections and sites to the whole", async () => {
    const page = await open("/log/dashboard?period=12-months");
    const whole = number(await page.locator("#period dl.key dd").first().innerText());
    assert.ok(whole > 1000, String(whole));
    for (const part of ["#codes", "#sections", "#sites", "#roles"]) {
      assert.equal(sum(await column(page.locator(`${part} table`), 2)), whole, part);
    }
    const trend = page.locator("#trend table");
    await page.getByText("Table", { exact: true }).click();
    assert.equal(sum(await column(trend, 2)), whole);
    assert.equal(await page.locator("#trend svg rect").count(), (await column(trend, 2)).filter((work) => work > 0).length);
    await close(page);
  });

  test("is filtered by a form, and the address holds the filter", async () => {
    const page = await open("/log/dashboard?period=12-months", { javaScriptEnabled: false });
    await page.locator("#site").selectOption("Main hospital");
    await page.locator("#role").selectOption("supervised");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    assert.match(page.url(), /site=Main\+hospital/);
    assert.match(page.url(), /role=supervised/);
    const filtered = number(await page.locator("#period dl.key dd").first().innerText());
    await page.getByRole("link", { name: "Show everything" }).click();
    const whole = number(await page.locator("#period dl.key dd").first().innerText());
    assert.ok(filtered > 0 && filtered < whole, `${filtered} of ${whole}`);
    assert.doesNotMatch(page.url(), /site=/);
    await close(page);
  });

  test("goes to the period before and back", async () => {
    const page = await open("/log/dashboard?period=quarter");
    const name = await page.locator("#period h2").innerText();
    await page.getByRole("link", { name: "Earlier" }).click();
    assert.notEqual(await page.locator("#period h2").innerText(), name);
    await page.getByRole("link", { name: "Later" }).click();
    assert.equal(await page.locator("#period h2").innerText(), name);
    await close(page);
  });

  test("lists what needs review, and counts what is unknown apart", async () => {
    const page = await open("/log/dashboard");
    const review = page.locator("#review tbody tr");
    assert.equal(await review.count(), 1);
    assert.match(await review.innerText(), /99999.*unknown/s);
    assert.match(await page.locator("#period dl.key").innerText(), /credit unknown\s*1/i);
    assert.match(await page.locator("#period dl.key").innerText(), /anesthesia units\s*\d/i);
    await close(page);
  });

  test("folds its filters on a phone, without scripts, and shows them on a desk", async () => {
    const phone = await open("/log/dashboard", { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    assert.ok(!(await phone.locator("#site").isVisible()));
    await phone.getByText("Other days, or a part of the work").click();
    assert.ok(await phone.locator("#site").isVisible());
    await close(phone);
    const desk = await open("/log/dashboard");
    assert.ok(await desk.locator("#site").isVisible());
    await close(desk);
  });

  test("leads from a month without entries to the latest one with some", async () => {
    const page = await open("/log/dashboard?period=month&on=2199-01-15");
    assert.match(await page.locator("#nothing").innerText(), /Nothing is logged in these days\. The latest entries are of/);
    await page.locator("#nothing a").click();
    assert.ok(number(await page.locator("#period dl.key dd").first().innerText()) > 0);
    await page.goto("/log/dashboard?period=12-months&code=00100");
    await page.locator("#nothing").getByRole("link", { name: "Show everything" }).click();
    assert.ok(number(await page.locator("#period dl.key dd").first().innerText()) > 1000);
    await close(page);
  });

  test("leads from what needs review to its entry", async () => {
    const page = await open("/log/dashboard");
    await page.locator("#review").getByRole("link", { name: "99999" }).click();
    assert.match(await page.locator("h1").innerText(), /^99999 on/);
    await close(page);
  });

  test("names the fiscal year where it is another than the calendar's", async () => {
    const page = await open("/log/dashboard");
    assert.doesNotMatch(await page.locator(".tiles").innerText(), /Fiscal year/);
    await page.goto("/log/settings");
    await page.getByLabel("Fiscal year begins in").selectOption("7");
    await page.getByRole("button", { name: "Save" }).click();
    await page.goto("/log/dashboard");
    assert.match(await page.locator(".tiles").innerText(), /Fiscal year/);
    await close(page);
  });

  test("prints its tables open and without forms", async () => {
    const page = await open("/log/dashboard?period=year");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("#trend table").isVisible());
    assert.ok(!(await page.locator("#period form").isVisible()));
    await close(page);
  });
});

describe("goals", () => {
  test("are set by a form and tell their pace", async () => {
    const page = await open("/log/goals");
    await page.getByRole("link", { name: "New goal" }).click();
    await page.getByLabel("Name").fill("This year");
    await page.getByLabel("Work RVUs").first().fill("1e9");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.locator("[role=alert]").innerText(), /1 field/);
    await page.getByLabel("Work RVUs").first().fill("7,000");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/log/goals/*-*");
    goals.push(new URL(page.url()).pathname);
    assert.match(await page.locator("h1").innerText(), /This year/);
    assert.ok(await page.locator("#pace svg path.line").count());
    const expected = await column(page.locator("#pace table"), 3);
    assert.equal(sum(expected), 7000);
    assert.match(await page.locator("#projection").innerText(), /working day/);
    // Refused once, as was asked.
    page.faults = page.faults.filter((fault) => !fault.includes("422"));
    await close(page);
  });

  test("stand on the dashboard while their time lasts", async () => {
    const page = await open("/log/dashboard");
    assert.match(await page.locator("#goals").innerText(), /This year.*7,000\.00/s);
    await close(page);
  });

  test("are planned backward, and held services stay as usual", async () => {
    const page = await open(`/log/planner?goal=${goals[0].split("/").pop()}&needed=400`);
    const to = new Date(`${today}T12:00:00Z`);
    to.setUTCDate(to.getUTCDate() + 60);
    await page.getByLabel("To", { exact: true }).fill(to.toISOString().slice(0, 10));
    await page.getByLabel("all procedures").check();
    await page.getByRole("button", { name: "Plan" }).click();
    const rows = page.locator("#plan tbody tr");
    for (const text of await rows.filter({ hasText: "as usual" }).allInnerTexts()) assert.match(text, /\t0\t0\.0\t/);
    const work = await column(page.locator("#plan table"), 8);
    assert.ok(sum(work) >= 400, String(sum(work)));
    assert.equal(sum(await column(page.locator("#weeks table"), (await page.locator("#weeks thead th").count()))), sum(work));
    await close(page);
  });
});

describe("settings", () => {
  test("are saved, and what is wrong is named beside its field", async () => {
    const page = await open("/log/settings");
    await page.getByLabel("Fiscal year begins in").selectOption("7");
    await page.getByLabel("Leave").fill("2026-08-03 to 2026-08-14\nnever");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.locator("#leave-problem").innerText(), /never/);
    await page.getByLabel("Leave").fill("2026-08-03 to 2026-08-14");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.getByRole("status").innerText(), /Saved/);
    assert.equal(await page.getByLabel("Leave").inputValue(), "2026-08-03 to 2026-08-14");
    page.faults = page.faults.filter((fault) => !fault.includes("422"));
    await close(page);
  });
});

describe("every page", () => {
  const LOOKS = [
    ["on a desk", {}],
    ["in the dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ];
  for (const [words, options] of LOOKS) {
    test(`has no fault of access and nothing beyond its edge ${words}`, async () => {
      const paths = [
        "/log/dashboard", "/log/dashboard?period=12-months", "/log/dashboard?period=week&code=9", "/log/goals", "/log/goals/new",
        "/log/planner", "/log/planner?needed=200&to=2199-01-01", "/log/planner?needed=200&mix=99213x10%0A27447&from=2026-08-03&to=2026-08-28",
        "/log/settings", ...goals, ...goals.map((path) => `${path}/edit`),
      ];
      for (const path of paths) {
        const page = await open(path, options);
        await isAccessible(page, path);
        await fits(page);
        const alone = await page.locator("svg.chart").evaluateAll((charts) => charts.filter((chart) => !chart.closest("section").querySelector("table")).length);
        assert.equal(alone, 0, `${path} has a chart without its table`);
        await close(page);
      }
    });
  }
});
