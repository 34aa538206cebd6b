// Import, export and restore in a real browser: a file and a pasted table, step by step, undone, taken along, brought back.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { close, download, fits, isAccessible, PHONE, stage } from "./pages.mjs";
import { startServer } from "./server.mjs";

const REPORT = `Productivity detail
Patient Name,MRN,Svc Date,CPT,Mod 1,Units,Total wRVUs,POS,Department
"Doe, Jane",12345678,8/3/26,99213,25,1,1.30,11,Main Clinic
"Doe, Jane",12345678,8/3/26,20610,LT,1,0.77,11,Main Clinic
"Roe, Rick",12345679,8/4/26,97110,GP,3,1.35,11,Main Clinic
"Poe, Ann",12345680,8/13/26,nothing,,1,1.30,11,Main Clinic
,,,,,Total,4.72,,
`;

const site = stage({ expected: /422/, acceptDownloads: true });
const { open } = site;

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** How many entries the log has. */
async function count() {
  const { entries } = await (await fetch(`${site.base}/api/v1/entries?limit=1000`)).json();
  return entries.length;
}

describe("an import", { concurrency: false }, () => {
  test("goes from the file over columns and preview into the log, and is undone, without scripts", async () => {
    const page = await open("/log/import", { javaScriptEnabled: false });
    await page.getByLabel("A file").setInputFiles(file("August.csv", REPORT));
    await page.getByRole("button", { name: "Look at the columns" }).click();
    assert.match(await page.locator("main").innerText(), /never read: Patient Name, MRN/);
    assert.ok(!(await page.content()).includes("Doe"), "no patient is shown");
    assert.equal(await page.getByLabel("Svc Date holds").inputValue(), "date");
    assert.equal(await page.getByLabel("Row of the header").inputValue(), "2");

    await page.getByLabel("Units holds").selectOption("ignored");
    await page.getByRole("button", { name: "See what would be added" }).click();
    assert.match(await page.locator(".tiles").innerText(), /3\s+entries to add, 2026-08-03 to 2026-08-04/);
    assert.match(await page.getByRole("region", { name: "Problems by row" }).innerText(), /6\s+CPT\s+nothing\s+this is not a CPT or HCPCS code/);
    assert.equal(await count(), 0, "nothing is written before one says so");

    // Back to the columns, where the units are put right.
    await page.getByRole("link", { name: "Change the columns" }).click();
    await page.getByLabel("Units holds").selectOption("units");
    await page.getByRole("button", { name: "See what would be added" }).click();
    await page.getByRole("button", { name: "Add 3 entries" }).click();
    assert.match(await page.getByRole("status").innerText(), /3 entries were added, 2026-08-03 to 2026-08-04: 3\.42 work RVUs/);
    assert.equal(await count(), 3);

    await page.getByRole("button", { name: "Undo the import" }).click();
    assert.match(await page.getByRole("status").innerText(), /3 entries were taken out/);
    assert.equal(await count(), 0);
    await close(page);
  });

  test("takes a pasted table, offers what was deleted, and adds nothing twice", async () => {
    const page = await open("/log/import");
    const pasted = REPORT.split("\n").slice(1).join("\n").replaceAll('"', "").replaceAll("Doe, Jane", "x");
    await page.getByLabel("Or paste it").fill(pasted.replaceAll("Roe, Rick", "y").replaceAll("Poe, Ann", "z"));
    await page.getByRole("button", { name: "Look at the columns" }).click();
    assert.match(await page.locator("main").innerText(), /as you set them last time/);
    await page.getByRole("button", { name: "See what would be added" }).click();
    await page.getByLabel(/Add again the 3 rows/).check();
    await page.getByRole("button", { name: "Count again" }).click();
    await page.getByRole("button", { name: "Add 3 entries" }).click();
    await page.getByRole("status").waitFor();
    assert.equal(await count(), 3);

    await page.getByRole("link", { name: "Another import" }).click();
    await page.getByLabel("A file").setInputFiles(file("August.csv", REPORT));
    await page.getByRole("button", { name: "Look at the columns" }).click();
    await page.getByRole("button", { name: "See what would be added" }).click();
    assert.match(await page.locator("main").innerText(), /There is nothing to add/);
    assert.match(await page.locator(".tiles").innerText(), /3\s+rows imported before/);
    await close(page);
  });

  test("says in words what is no table", async () => {
    const page = await open("/log/import");
    await page.getByLabel("A file").setInputFiles(file("scan.pdf", "%PDF-1.7"));
    await page.getByRole("button", { name: "Look at the columns" }).click();
    assert.match(await page.getByRole("alert").innerText(), /this is a PDF, not a table\. Save the table as \.csv or \.xlsx/);
    await page.getByRole("button", { name: "Look at the columns" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Choose a file, or paste a table/);
    for (const path of ["/log/import", "/log/reconcile"]) {
      await page.goto(path);
      await page.getByLabel("Or paste it").fill("%PDF-1.7 pasted");
      await page.getByRole("button", { name: "Look at the columns" }).click();
      assert.match(await page.getByRole("alert").innerText(), /this is a PDF/);
      assert.equal(await page.getByLabel("Or paste it").inputValue(), "%PDF-1.7 pasted");
    }
    await close(page);
  });
});

describe("an export", { concurrency: false }, () => {
  test("is a file from which the whole log is restored, on another machine", async () => {
    const page = await open("/log/export");
    const { name, bytes } = await download(page, "The whole log");
    assert.match(name, /^openrvu-log-\d{4}-\d\d-\d\d\.json$/);
    const other = await startServer();
    try {
      const there = await open(`${other.base}/log/export`);
      const given = { name, mimeType: "application/json", buffer: bytes };
      await there.getByLabel("The JSON file").setInputFiles({ ...given, buffer: bytes.subarray(0, bytes.length / 2) });
      await there.getByRole("button", { name: "Look at the file" }).click();
      assert.match(await there.getByRole("alert").innerText(), /^Line \d+, column \d+: .*nothing of it was taken/);
      await there.getByLabel("The JSON file").setInputFiles(given);
      await there.getByRole("button", { name: "Look at the file" }).click();
      assert.match(await there.getByRole("row", { name: /^Entries/ }).innerText(), /Entries\s+3\s+0\s+0\s+0/);
      await there.getByRole("button", { name: "Restore", exact: true }).click();
      await there.getByText(/things were restored/).waitFor();
      const entries = async (base) => (await (await fetch(`${base}/api/v1/entries`)).json()).entries.map(({ id, date, code, units, site }) => ({ id, date, code, units, site }));
      assert.deepEqual(await entries(other.base), await entries(site.base));
      await close(there);
    } finally {
      other.stop();
    }
    await close(page);
  });

  test("as CSV and as a workbook comes back by the import", async () => {
    const page = await open("/log/export");
    for (const [link, start] of [["Entries as CSV", "Date,Code,"], ["as an Excel workbook", "PK"]]) {
      const { name, bytes } = await download(page, link);
      assert.ok(bytes.toString("latin1").startsWith(start), name);
      const again = await open("/log/import");
      await again.getByLabel("A file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: bytes });
      await again.getByRole("button", { name: "Look at the columns" }).click();
      assert.equal(await again.getByLabel("Entry ID holds").inputValue(), "entry-id");
      await again.getByRole("button", { name: "See what would be added" }).click();
      assert.match(await again.locator("main").innerText(), /There is nothing to add/, name);
      await close(again);
    }
    await close(page);
  });
});

describe("the pages", { concurrency: false }, () => {
  test("are accessible, in light and dark, and fit a phone", async () => {
    for (const options of [{}, { colorScheme: "dark" }, PHONE]) {
      const page = await open("/log/import", options);
      await isAccessible(page, "import");
      await fits(page, "import");
      const more = REPORT.replaceAll("8/3/26", "7/3/26").replaceAll("8/4/26", "7/4/26");
      await page.getByLabel("A file").setInputFiles(file("July.csv", more));
      await page.getByRole("button", { name: "Look at the columns" }).click();
      await isAccessible(page, "columns");
      await fits(page, "columns");
      await page.getByRole("button", { name: "See what would be added" }).click();
      await page.getByRole("heading", { name: "What the import would add" }).waitFor();
      await isAccessible(page, "preview");
      await fits(page, "preview");
      await page.goto("/log/export");
      await isAccessible(page, "export");
      await fits(page, "export");
      await close(page);
    }
  });
});
