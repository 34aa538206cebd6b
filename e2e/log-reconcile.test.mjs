// Reconciliation in a real browser: a report against a log, what differs and why, filtered, in dollars, handed over.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { close, download, fits, isAccessible, PHONE, stage } from "./pages.mjs";

/** The employer's August: a visit missing, one that is not in the log, a unit and a modifier lost, values of 2025. */
const REPORT = `DOS,CPT,Mod,Units,wRVU,Rendering Provider
8/3/2026,99213,25,1,1.30,"Ample, A"
8/4/2026,20610,LT,1,0.79,"Ample, A"
8/4/2026,97110,GP,3,1.35,"Ample, A"
8/5/2026,27447,,1,19.60,"Ample, A"
8/6/2026,99215,,1,2.80,"Ample, A"
8/6/2026,99215,,1,2.80,"Brief, B"
8/7/2026,27447,62,1,19.11,"Ample, A"
Total,,,,,
`;

/** The address of the comparison that the tests make. */
let found;

async function log() {
  const entry = (date, code, more = {}) => ({ id: randomUUID(), encounter: randomUUID(), date, code, ...more });
  const entries = [
    entry("2026-08-03", "99213", { modifiers: ["25"] }), entry("2026-08-03", "20610", { modifiers: ["LT"] }),
    entry("2026-08-04", "97110", { modifiers: ["GP"], units: 4 }), entry("2026-08-05", "27447", { modifiers: ["50"] }),
    entry("2026-08-05", "99214"), entry("2026-08-07", "27447", { modifiers: ["62"] }),
  ];
  const answer = await fetch(`${site.base}/api/v1/entries`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries }),
  });
  assert.equal(answer.status, 200);
}

const site = stage({ prepare: log, expected: /422/, acceptDownloads: true });
const { open } = site;

/** The rows of the table of a name, as text. */
async function rows(page, name) {
  const texts = await page.getByRole("region", { name }).locator("tbody tr").allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

describe("a reconciliation", { concurrency: false }, () => {
  test("tells what differs and why, line by line, without scripts", async () => {
    const page = await open("/log/reconcile", { javaScriptEnabled: false });
    await page.getByLabel("A file").setInputFiles({ name: "August.csv", mimeType: "text/csv", buffer: Buffer.from(REPORT) });
    await page.getByRole("button", { name: "Look at the columns" }).click();
    await page.getByLabel("Whose rows").selectOption("Ample, A");
    await page.getByRole("button", { name: "Compare with my log" }).click();
    assert.equal(await page.locator("h1").innerText(), "Report of August 2026");
    found = new URL(page.url()).pathname;
    const summary = await rows(page, "Summary");
    for (const start of [
      "missing from the report 1 1.920 0.00 1.920", "missing from my log 1 0.000 2.80 -2.800", "other units 1 1.800 1.35 0.450",
      "other modifiers 1 28.665 19.60 9.065", "credited otherwise: credited in full, the modifier or role left aside 1",
      "credited otherwise: the efficiency adjustment 1 0.770 0.79 -0.020", "agrees 1",
    ]) assert.ok(summary.some((row) => row.startsWith(start)), `${start}\n${summary.join("\n")}`);
    const lines = await rows(page, "Lines");
    assert.equal(lines.length, 6, "what agrees is not shown");
    assert.ok(lines.some((row) => /20610-LT 20610-LT 3 .*values of RVU25D; 1 day later in the report/.test(row)), lines.join("\n"));
    await close(page);
  });

  test("is filtered by what differs, and told in dollars", async () => {
    const page = await open(found);
    await page.locator("select[name=show]").selectOption({ label: "other units (1)" });
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL(/show=units/);
    assert.deepEqual((await rows(page, "Lines")).map((row) => row.slice(0, 35)), ["2026-08-04 97110-GPx4 97110-GPx3 4 "]);
    await page.getByLabel("Dollars for one work RVU").fill("50");
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByRole("link", { name: "other units" }).click();
    assert.match((await rows(page, "Lines"))[0], /0\.45 \$22\.50/);
    await page.getByLabel("Days that a line may be off").fill("9");
    await page.getByRole("button", { name: "Compare again" }).click();
    assert.match(await page.locator("#days ~ .error, .error").first().innerText(), /0 to 7 days/);
    await close(page);
  });

  test("follows the log: what is put right there is no difference any more", async () => {
    const entry = { id: randomUUID(), encounter: randomUUID(), date: "2026-08-06", code: "99215" };
    await fetch(`${site.base}/api/v1/entries`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries: [entry] }),
    });
    const page = await open(found);
    assert.ok((await rows(page, "Summary")).every((row) => !row.startsWith("missing from my log")));
    await close(page);
  });

  test("is handed over as PDF, workbook and CSV", async () => {
    const page = await open(`${found}?show=all`);
    for (const [link, start] of [["PDF", "%PDF"], ["Excel workbook", "PK"], ["CSV of the lines", "Day,Log,Report,Row"]]) {
      const { name, bytes } = await download(page, link);
      assert.match(name, /^reconciliation-2026-08-03-2026-08-07\./);
      assert.ok(bytes.toString("latin1").startsWith(start), name);
    }
    await close(page);
  });

  test("is accessible, in light and dark, and fits a phone", async () => {
    for (const options of [{}, { colorScheme: "dark" }, PHONE]) {
      for (const path of ["/log/reconcile", found, `${found}?show=all`]) {
        const page = await open(path, options);
        await isAccessible(page, path);
        await fits(page);
        await close(page);
      }
    }
  });

  test("is deleted", async () => {
    const page = await open(found);
    await page.getByRole("button", { name: "Delete the report" }).click();
    await page.waitForURL("**/log/reconcile");
    assert.equal(await page.getByRole("link", { name: "Report of August 2026" }).count(), 0);
    await close(page);
  });
});
