// What stays in a browser of somebody who is signed out: nothing of their log, whether they sign out or are signed out.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stage } from "./pages.mjs";
import { startHosted } from "./server.mjs";

const PASSWORD = "correct horse battery";
const SITE = "Lakeside pavilion";

const site = stage({ start: () => startHosted("--registration", "open") });

async function register(context, email) {
  const page = await context.newPage();
  await page.goto(`${site.base}/register`);
  await page.getByLabel("E-mail address").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.getByRole("button", { name: /Make/ }).click();
  await page.waitForURL("**/account");
  return page;
}

async function signIn(page, email) {
  await page.goto(`${site.base}/sign-in`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/log");
}

/** Logs a line at the site and waits until the phone has kept whose log it is. */
async function keep(page) {
  await page.goto(`${site.base}/log`);
  await page.evaluate(async (site) => {
    const id = crypto.randomUUID();
    const entry = { id, encounter: id, date: new Date().toISOString().slice(0, 10), code: "99213", site };
    const answer = await fetch("/api/v1/entries", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries: [entry] }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await navigator.serviceWorker.ready;
  }, SITE);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.reload();
  await page.waitForSelector("html[data-engine=ready]");
  assert.ok((await kept(page)).includes(SITE), "it is kept while they are signed in");
}

/** All text that the worker keeps of somebody's. */
const kept = (page) => page.evaluate(async () => {
  const cache = await caches.open("quick-data");
  const requests = await cache.keys();
  const texts = await Promise.all(requests.map(async (request) => (await cache.match(request)).text()));
  return texts.join("\n");
});
const isGone = (page) => page.waitForFunction(async () => !(await caches.keys()).includes("quick-data"));

describe("signed out", () => {
  test("nothing is kept, and going back or offline shows nothing", async () => {
    const context = await site.browser.newContext();
    const page = await register(context, "ada@example.org");
    await keep(page);
    await page.goto(`${site.base}/log/entries`);
    assert.match(await page.locator("main").innerText(), new RegExp(SITE));
    await page.goto(`${site.base}/account`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    await isGone(page);
    for (let back = 0; back < 3; back += 1) {
      await page.goBack();
      assert.ok(!(await page.content()).includes(SITE), `${page.url()} is shown to whoever comes next`);
    }
    await context.setOffline(true);
    await page.goto(`${site.base}/log`).catch(() => {});
    assert.ok(!(await page.content()).includes(SITE));
    await context.setOffline(false);

    // Another account on the same device has its own.
    const ben = await register(context, "ben@example.org");
    await ben.goto(`${site.base}/log`);
    await ben.waitForSelector("html[data-engine=ready]");
    assert.ok(!(await kept(ben)).includes(SITE) && !(await ben.content()).includes(SITE));
    await context.close();
  });

  test("ended from elsewhere, the phone drops it when it next asks", async () => {
    const context = await site.browser.newContext();
    const page = await register(context, "cai@example.org");
    await keep(page);
    const other = await site.browser.newContext();
    const desk = await other.newPage();
    await signIn(desk, "cai@example.org");
    await desk.goto(`${site.base}/account`);
    await desk.getByRole("button", { name: "End all others" }).click();
    await desk.waitForURL(/account/);
    const status = await page.evaluate(async () => (await fetch("/log/offline/me")).status);
    assert.equal(status, 401);
    assert.ok(!(await kept(page)).includes(SITE), "by a script's request too");
    await page.goto(`${site.base}/log`);
    await page.waitForURL(/sign-in/);
    await isGone(page);
    await context.close();
    await other.close();
  });
});
