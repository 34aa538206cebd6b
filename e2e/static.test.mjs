// A static export in a real browser, on a plain host below a path: search, suggestions, links, missing pages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { program, startBrowser } from "./server.mjs";
import { startHost } from "./static-files.mjs";
import { recall } from "./static-recall.mjs";

const PATH = "/some/where/";
let folder;
let host;
let browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "openrvu-static-"));
  const args = ["--data-dir", join(folder, "data"), "export", join(folder, "site"), "--base", `https://example.org${PATH}`];
  execFileSync(program(), args, { stdio: "ignore" });
  host = await startHost(join(folder, "site"), PATH);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A fresh page, and what went wrong on it. */
async function open(path) {
  const page = await browser.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("requestfailed", (request) => {
    // Leaving a page gives up what it was still fetching.
    if (request.failure().errorText !== "net::ERR_ABORTED") page.faults.push(request.url());
  });
  await page.goto(new URL(path, host.base).href);
  return page;
}

const codes = (page) => page.locator("[data-results] .code").allTextContents();

describe("a static export", () => {
  test("its search answers codes, ranges, modifiers, words, plurals, typos and lay terms", async () => {
    for (const [query, wanted] of [
      ["27447", "27447"], ["27447-50", "27447"], ["27447x", "27447"], ["99215-99202", "99202"], ["9921", "99213"],
      ["lap chole", "47562"], ["knee replacements", "27447"], ["inguinal hernias", "49505"], ["c section", "59510"],
      ["colonosocpy", "45378"], ["gallbladder removal", "47562"], ["mri knee w/o", "73721"],
    ]) {
      const page = await open(`search/?q=${encodeURIComponent(query)}`);
      await page.locator("[data-results] li").first().waitFor();
      const found = await codes(page);
      assert.ok(found.slice(0, 3).includes(wanted), `${query}: ${found.slice(0, 5)}`);
      assert.deepEqual(page.faults, []);
      await page.close();
    }
  });

  test("suggestions open as one types and lead to the page", async () => {
    const page = await open("codes/99213/");
    await page.locator("input[data-search]").first().pressSequentially("knee arthrosc");
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/some\/where\/codes\/298\d\d\/$/);
    assert.deepEqual(page.faults, []);
    await page.close();
  });

  test("a search from a page below a path comes to the search page, and links lead on", async () => {
    const page = await open("codes/27447");
    await page.locator("input[data-search]").first().fill("lap chole");
    await page.locator("form[role=search] button").first().click();
    await page.locator("[data-results] a").first().click();
    await page.waitForURL(`${host.base}codes/47562/`);
    assert.deepEqual(page.faults, []);
    await page.close();
  });

  test("an address that is not there shows a page with links that work", async () => {
    const page = await open("no/such/page");
    assert.match(await page.locator("h1").textContent(), /not found/);
    await page.locator("main a", { hasText: "browse" }).click();
    await page.waitForURL(`${host.base}codes/`);
    await page.close();
  });

  test("recall at three is at least 0.95 on the judgements and 0.93 on those held out", async () => {
    const [own, heldOut] = await recall(join(folder, "site"));
    assert.ok(own.at3 >= 0.95, JSON.stringify(own));
    assert.ok(heldOut.at3 >= 0.93, JSON.stringify(heldOut));
  });
});
