// Contracts in a real browser: the form, the contract in words, statement, modifiers, comparison, restatement.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { close, fits, isAccessible, PHONE, stage } from "./pages.mjs";

/** The address of the contract that the tests make. */
let contract;

const id = () => contract.split("/").pop();

/** Logs a quarter of work: visits, knees, scopes, a line by report, anesthesia. */
async function log() {
  const entry = (date, code, more = {}) => ({ id: randomUUID(), encounter: randomUUID(), date, code, place: "22", ...more });
  const entries = [];
  for (const month of ["07", "08", "09"]) {
    for (let day = 1; day <= 12; day += 1) {
      const date = `2026-${month}-${String(day * 2).padStart(2, "0")}`;
      const encounter = randomUUID();
      entries.push(
        entry(date, "99213"), entry(date, "27447", { site: "Main hospital" }),
        entry(date, "45385", { encounter }), entry(date, "45380", { encounter }),
      );
    }
  }
  entries.push(
    entry("2026-08-05", "27447", { modifiers: ["66"] }), entry("2026-08-05", "00840", { modifiers: ["AA"], minutes: 90 }),
    entry("2026-08-05", "27447", { modifiers: ["80"], role: "assisted" }),
  );
  const answer = await fetch(`${site.base}/api/v1/entries`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries }),
  });
  assert.equal(answer.status, 200);
}

const site = stage({ prepare: log, expected: /422/ });
const { open } = site;

async function fill(page, fields) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
}

describe("a contract", { concurrency: false }, () => {
  test("is refused with its faults beside the fields, and kept once they are put right, without scripts", async () => {
    const page = await open("/log/contracts/new", { javaScriptEnabled: false });
    await page.getByLabel("Name", { exact: true }).fill("Mercy employment");
    await fill(page, {
      "First day of service": "2026-01-01", "Calendar year": "1999", "Own rules by modifier, one a line": "22 1.20\nFS half",
      "Tier 1: rate": "48.5", "Tier 2: above": "500", "Tier 2: rate": "55.125", "Draw a month": "18,000",
      "Bonus 1: name": "Volume", "Bonus 1: at least": "1500", "Bonus 1: amount": "10,000",
    });
    await page.getByLabel("Work RVUs of").selectOption("year");
    await page.getByLabel("Credit policy").selectOption("mirror-cms");
    await page.getByLabel("Work is settled").selectOption("quarter");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Own rules by modifier: .*half/);
    assert.equal(await page.locator("#credit-modifiers").getAttribute("aria-invalid"), "true");
    await fill(page, { "Own rules by modifier, one a line": "22 1.20\nFS 0.50" });
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.getByRole("alert").innerText(), /2000 to 2099/);
    await fill(page, { "Calendar year": "2020" });
    await page.getByRole("button", { name: "Save" }).click();
    assert.equal(await page.locator("h1").innerText(), "Mercy employment");
    contract = new URL(page.url()).pathname;
    await close(page);
  });

  test("reads as prose with worked examples", async () => {
    const page = await open(contract);
    const text = await page.locator("main").innerText();
    for (const words of [
      "RVU20A", "120 percent of the work RVU", "above 500: $55.125 for each work RVU", "a draw of $18,000.00",
      "Volume: $10,000.00 for at least 1,500 work RVUs", "31.08", "4.87",
    ]) assert.ok(text.includes(words), words);
    await close(page);
  });

  test("overlaps no other", async () => {
    const page = await open("/log/contracts/new");
    await page.getByLabel("Name", { exact: true }).fill("Another");
    await fill(page, { "First day of service": "2026-06-01" });
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Mercy employment covers too/);
    await close(page);
  });

  test("states a quarter: lines, pay by tier, the draw, what needs review", async () => {
    const page = await open("/log/contracts");
    await page.getByRole("link", { name: "Statement of Mercy employment this month" }).click();
    await page.getByLabel("Period").selectOption("quarter");
    await page.getByLabel("Including the day").fill("2026-08-14");
    await page.getByRole("button", { name: "Show" }).click();
    assert.equal(await page.locator("h1").innerText(), "Statement, third quarter of 2026");
    const text = await page.locator("main").innerText();
    // 36 of 0.97, 20.72 and 4.87, and an assistant's 3.315; of the year, 500 are paid at the first rate.
    assert.ok(text.includes("959.475"), text.slice(0, 800));
    assert.match(text, /500\.000?\s+\$48\.50\s+\$24,250\.00/);
    assert.match(text, /459\.475\s+\$55\.125\s+\$25,328\.56/);
    assert.match(text, /Needs review/);
    assert.match(text, /Without work RVUs/);
    assert.equal(await page.getByRole("region", { name: "Lines" }).locator("tbody tr").count(), 145);
    await page.getByRole("region", { name: "Lines" }).getByRole("link", { name: "45380" }).first().click();
    assert.match(await page.locator("ol.steps").innerText(), /base of its endoscopic family/);
    await close(page);
  });

  test("gives the statement as PDF, workbook and CSV", async () => {
    const page = await open(`/log/statement?contract=${id()}&period=quarter&on=2026-08-14`);
    for (const [name, start] of [["PDF", "%PDF-"], ["Excel workbook", "PK"], ["CSV of the lines", "Date,Code"]]) {
      const address = await page.getByRole("link", { name, exact: true }).getAttribute("href");
      const answer = await fetch(site.base + address);
      assert.equal(answer.status, 200, name);
      assert.equal(Buffer.from(await answer.arrayBuffer()).subarray(0, start.length).toString(), start);
      assert.match(answer.headers.get("content-disposition"), /^attachment; filename="statement-2026-07-01-to-2026-09-30\./);
    }
    await close(page);
  });

  test("shows its own rule among the modifiers", async () => {
    const page = await open(`/log/modifiers?contract=${id()}`);
    assert.match(await page.locator("#m-22").innerText(), /120 percent of the work RVU.*own rule/s);
    assert.match(await page.locator("#m-62").innerText(), /62\.5 percent/);
    await close(page);
  });

  test("is compared on a typed volume", async () => {
    const page = await open("/log/compare");
    await page.getByLabel("Or on a volume of a year").fill("27447 100\n45385 + 45380 10");
    await page.getByRole("button", { name: "Compare" }).click();
    assert.match(await page.getByRole("region", { name: "Compared" }).innerText(), /2,120\.70\s+2,120\.70\s+0\.00/);
    await page.getByLabel("Or on a volume of a year").fill("27447");
    await page.getByRole("button", { name: "Compare" }).click();
    assert.match(await page.getByRole("alert").innerText(), /line 1/);
    await close(page);
  });

  test("is restated by cause", async () => {
    const page = await open("/log/restate?release=RVU26C&period=quarter&on=2026-08-14");
    const text = await page.getByRole("region", { name: "By cause" }).innerText();
    assert.match(text, /As credited\s+959\.475/);
    assert.match(text, /Other revaluation/);
    await close(page);
  });

  test("is deleted, and the work stays", async () => {
    const page = await open("/log/contracts/new");
    await page.getByLabel("Name", { exact: true }).fill("To be deleted");
    await fill(page, { "First day of service": "2020-01-01", "Last day, if any": "2020-12-31" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Delete this contract").click();
    await page.getByRole("button", { name: "Delete To be deleted" }).click();
    await page.waitForURL("**/log/contracts");
    assert.ok(!(await page.locator("main").innerText()).includes("To be deleted"));
    await close(page);
  });
});

describe("the pages of contracts", () => {
  const pages = () => [
    "/log/contracts", "/log/contracts/new", contract, `${contract}/edit`, "/log/statement?period=quarter&on=2026-08-14",
    `/log/statement?contract=${id()}&period=quarter&on=2026-08-14`, `/log/modifiers?contract=${id()}`,
    `/log/compare?first=${id()}&second=${id()}&period=all`, "/log/restate?release=RVU25D&period=all",
  ];

  test("have no barrier that a program can find, in light and dark", async () => {
    for (const path of pages()) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await open(path, { colorScheme });
        await isAccessible(page, `${path} ${colorScheme}`);
        await close(page);
      }
    }
  });

  test("fit a sheet of paper", async () => {
    for (const path of pages().filter((path) => !path.endsWith("/edit") && !path.endsWith("/new"))) {
      const page = await open(path, { viewport: { width: 720, height: 900 } });
      await page.emulateMedia({ media: "print" });
      await fits(page);
      await close(page);
    }
  });

  test("fit a phone", async () => {
    for (const path of pages()) {
      const page = await open(path, PHONE);
      await fits(page);
      await close(page);
    }
  });
});
