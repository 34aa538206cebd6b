// Quick entry with the network cut: the page opens, reads, values and keeps; what is kept is sent once when it is back.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { close, DESK, fits, isAccessible, PHONE, stage } from "./pages.mjs";

const site = stage({ expected: /Failed to load resource|net::/, timezoneId: "UTC" });

const entries = async () => (await (await fetch(`${site.base}/api/v1/entries?limit=1000`)).json()).entries;
const codes = async () => (await entries()).map((entry) => entry.code).sort();

beforeEach(async () => {
  for (const entry of await entries()) {
    await fetch(`${site.base}/api/v1/entries/${entry.id}?seen=${entry.revision}`, { method: "DELETE" });
  }
});

/** A device that has opened the page once, so that it is kept there. */
async function device(options = PHONE) {
  const page = await site.open("/log", options);
  await page.waitForSelector("html[data-engine=ready]");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  // Once more, through the worker, so that it keeps what the page asks for.
  await page.reload();
  await page.waitForSelector("html[data-engine=ready]");
  return page;
}

const field = (page) => page.getByLabel("What did you do?");
async function log(page, text) {
  await field(page).fill(text);
  await page.getByRole("button", { name: /^Log \d+ line/ }).click();
  await page.waitForFunction(() => document.querySelector("#text").value === "");
}
const outbox = (page) => page.locator("#outbox");
const online = async (page) => {
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
};
const isEmpty = (page) => page.waitForFunction(() => document.querySelector("#outbox").hidden);

describe("with the network cut", () => {
  for (const [name, options] of [["a phone", PHONE], ["a desk", DESK]]) {
    test(`${name} opens, reads, values, keeps, and sends once when it is back`, async () => {
      const page = await device(options);
      await page.context().setOffline(true);
      await page.goto("/log");
      await page.waitForSelector("html[data-engine=ready]");
      await page.getByText("There is no network.").waitFor();
      await field(page).fill("9921325 20610 rt; TKA left");
      await page.locator("#reading .total").waitFor();
      assert.deepEqual(await page.locator("#reading .rows > li > .code").allInnerTexts(), ["99213-25", "20610-RT", "27447-LT"]);
      assert.match(await page.locator("#reading .total").innerText(), /^21\.18 work RVUs, 3 lines, 2 encounters/);
      await page.getByRole("button", { name: "Log 3 lines" }).click();
      await outbox(page).getByText("3 lines waiting to be sent").waitFor();
      await log(page, "45378");
      await outbox(page).getByText("4 lines waiting to be sent").waitFor();
      await isAccessible(page);
      await fits(page);
      assert.equal((await entries()).length, 0);

      // Closed and opened again, it is all there.
      await page.goto("/log");
      await outbox(page).getByText("4 lines waiting to be sent").waitFor();
      await online(page);
      await isEmpty(page);
      assert.deepEqual(await codes(), ["20610", "27447", "45378", "99213"]);
      const [visit] = (await entries()).filter((entry) => entry.code === "99213");
      assert.deepEqual([visit.modifiers, visit.date], [["25"], new Date().toISOString().slice(0, 10)]);
      await page.goto("/log");
      await page.locator("#day .entry").nth(3).waitFor();
      await close(page);
    });
  }

  test("another page of the log says that it needs the network, and entry works there", async () => {
    const page = await device();
    await page.context().setOffline(true);
    await page.goto("/log/dashboard");
    await page.getByText("Other pages need the network.").waitFor();
    await page.waitForSelector("html[data-engine=ready]");
    await log(page, "99213");
    await outbox(page).getByText("1 line waiting to be sent").waitFor();
    await page.getByRole("button", { name: "Take back" }).click();
    await isEmpty(page);
    assert.equal(await field(page).inputValue(), "99213");
    await close(page);
  });

  test("two devices that enter at once lose nothing", async () => {
    const [one, other] = [await device(PHONE), await device(DESK)];
    for (const page of [one, other]) await page.context().setOffline(true);
    await log(one, "99213; 99214");
    await log(other, "99213; 27447");
    await Promise.all([online(one), online(other)]);
    await Promise.all([isEmpty(one), isEmpty(other)]);
    assert.deepEqual(await codes(), ["27447", "99213", "99213", "99214"]);
    for (const page of [one, other]) await close(page);
  });
});

describe("an answer that is lost", () => {
  /** Lets the server do what it is asked, and loses its answer. */
  async function loseAnswers(page) {
    await page.route("**/api/v1/entries", async (route) => {
      if (route.request().method() === "POST") await route.fetch();
      await route.abort();
    });
  }

  test("is asked for again, and adds nothing", async () => {
    const page = await device();
    await loseAnswers(page);
    await log(page, "99213; 99214");
    await outbox(page).getByText("2 lines waiting to be sent").waitFor();
    assert.equal((await entries()).length, 2, "the server has them");
    await page.unroute("**/api/v1/entries");
    await page.getByRole("button", { name: "Send now" }).click();
    await isEmpty(page);
    assert.equal((await entries()).length, 2);
    await close(page);
  });

  test("and whose entries another device changed or deleted since is told, and theirs stands", async () => {
    const page = await device();
    await loseAnswers(page);
    await log(page, "99213; 99214; 99215");
    await outbox(page).getByText("3 lines waiting to be sent").waitFor();
    const [first, second] = await entries();
    await fetch(`${site.base}/api/v1/entries/${first.id}?seen=${first.revision}`, { method: "DELETE" });
    const changed = { id: second.id, encounter: second.encounter, date: second.date, code: "99204", seen: second.revision };
    await fetch(`${site.base}/api/v1/entries`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries: [changed] }),
    });
    await page.unroute("**/api/v1/entries");
    await page.getByRole("button", { name: "Send now" }).click();
    await outbox(page).getByText("1 entry was changed on another device since; that stands. 1 entry was deleted on another device since.").waitFor();
    assert.deepEqual(await codes(), ["99204", "99215"]);
    await page.getByRole("button", { name: "Log again" }).click();
    await isEmpty(page);
    assert.deepEqual(await codes(), ["99204", "99213", "99215"]);
    await close(page);
  });
});

test("what another account entered on the device waits for that account", async () => {
  const page = await device();
  await page.context().setOffline(true);
  await log(page, "99213");
  await outbox(page).getByText("1 line waiting to be sent").waitFor();
  await page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("openrvu-quick", 1);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("outbox", "readwrite");
      const store = transaction.objectStore("outbox");
      store.getAll().onsuccess = (event) => store.put({ ...event.target.result[0], user: "somebody else" });
      transaction.oncomplete = resolve;
    };
  }));
  await online(page);
  await page.goto("/log");
  await outbox(page).getByText("Entered by another account").waitFor();
  assert.equal((await entries()).length, 0);
  await close(page);
});

test("the page can be installed", async () => {
  const page = await device();
  const address = await page.locator("link[rel=manifest]").getAttribute("href");
  const manifest = await (await fetch(site.base + address)).json();
  assert.deepEqual([manifest.start_url, manifest.display], ["/log", "standalone"]);
  for (const icon of manifest.icons) {
    const response = await fetch(site.base + icon.src);
    assert.equal(response.headers.get("content-type"), "image/png");
  }
  await close(page);
});
