// What the browser tests share: a server and a browser for a file of tests, pages that know their faults, a look at access
// and width.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { startBrowser, startServer } from "./server.mjs";

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESK = { viewport: { width: 1280, height: 900 } };

/**
 * A server and a browser, from before the first test of a file to after its last. `prepare` is given the server first;
 * `expected` matches what a console says of answers that the tests ask for, such as 404; the rest are settings of every page.
 */
export function stage({ start = startServer, prepare, expected, ...settings } = {}) {
  const stage = { server: undefined, browser: undefined, get base() { return this.server.base; }, open };
  before(async () => {
    stage.server = await start();
    stage.browser = await startBrowser();
    await prepare?.(stage.server);
  });
  after(async () => {
    await stage.browser?.close();
    stage.server?.stop();
  });

  /** A fresh page, in a browser's context of its own. */
  async function open(path, options = {}) {
    const context = await stage.browser.newContext({ baseURL: stage.base, ...DESK, ...settings, ...options });
    const page = await context.newPage();
    page.faults = [];
    page.on("pageerror", (error) => page.faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !expected?.test(message.text())) page.faults.push(message.text());
    });
    await page.goto(path);
    return page;
  }

  return stage;
}

/** Ends with a page; fails on any script error or refused resource that it had. */
export async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

/** That axe finds nothing on a page. */
export async function isAccessible(page, what = page.url()) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  assert.deepEqual(found, [], what);
}

/** That nothing but tables in their own frames is wider than the screen. */
export async function fits(page, what = page.url()) {
  const [screen, whole] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert.ok(whole <= screen, `${what}: ${whole} px on a screen of ${screen}`);
}

/** What a link gives to keep: its name and its bytes. */
export async function download(page, name) {
  const [taken] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return { name: taken.suggestedFilename(), bytes: await readFile(await taken.path()) };
}
