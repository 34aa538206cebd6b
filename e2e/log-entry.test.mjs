// Quick entry in a real browser: read back while typing, logged, taken back, changed; on a phone, and without scripts.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, test } from "node:test";
import { close, DESK, fits, isAccessible, PHONE, stage } from "./pages.mjs";

const site = stage({ expected: /40[49]|422/, timezoneId: "UTC" });

const api = async (path, options) => (await fetch(`${site.base}/api/v1${path}`, options)).json();
const entries = async () => (await api("/entries?limit=1000")).entries;
const post = (path, body) => api(path, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
});
const logText = (text, date) => post("/quick/log", { submission: randomUUID(), entry: { text, date } });
const iso = (back = 0) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

/** An empty log. */
beforeEach(async () => {
  for (const entry of await entries()) {
    await fetch(`${site.base}/api/v1/entries/${entry.id}?seen=${entry.revision}`, { method: "DELETE" });
  }
});

/** A fresh page, with the engine loaded where it has one. */
async function open(path, options = {}) {
  const page = await site.open(path, options);
  if (options.javaScriptEnabled !== false && path.startsWith("/log") && (await page.locator("#quick").count()) > 0) {
    await page.waitForSelector("html[data-engine]");
  }
  return page;
}

const field = (page) => page.getByLabel("What did you do?");
const rows = (page) => page.locator("#reading .rows > li");
/** The lines read back, as text. */
async function readBack(page, count) {
  await page.waitForFunction((count) => document.querySelectorAll("#reading .rows > li").length === count, count);
  return page.locator("#reading .rows > li > .code").allInnerTexts();
}

for (const [name, options] of [["a desk", DESK], ["a phone", PHONE]]) {
  describe(`on ${name}`, () => {
    test("digits are read back while they are typed, and logged with one touch", async () => {
      const page = await open("/log", options);
      await field(page).pressSequentially("99213524364451932");
      await page.locator("#reading .rows .code").getByText("932", { exact: true }).waitFor();
      assert.deepEqual(await readBack(page, 3), ["99213-52", "43644-51", "932"]);
      assert.match(await rows(page).nth(2).innerText(), /not whole yet/);
      await field(page).fill("9921325\n20610 rt x2");
      assert.deepEqual(await readBack(page, 2), ["99213-25", "20610-RTx2"]);
      assert.match(await page.locator("#reading .total").innerText(), /^2\.84 work RVUs, 2 lines, 2 encounters/);
      assert.equal((await entries()).length, 0);
      await page.getByRole("button", { name: "Log 2 lines" }).click();
      await page.locator("#said").getByText("Logged 2 lines, 2.84 work RVUs").waitFor();
      await page.locator("#day .entry").nth(1).waitFor();
      assert.deepEqual((await entries()).map((entry) => [entry.code, entry.units, entry.date]), [["99213", 1, iso()], ["20610", 2, iso()]]);
      assert.equal(await field(page).inputValue(), "");
      await fits(page);
      await isAccessible(page);
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByText("Nothing is logged on this day.").waitFor();
      assert.equal((await entries()).length, 0);
      await close(page);
    });

    test("what needs review says why, and is not dropped", async () => {
      const page = await open("/log", options);
      await field(page).fill("99213-26; 12345; 27447 50 50; abracadabra; 99213-ZZ");
      await readBack(page, 5);
      const text = await page.locator("#reading").innerText();
      for (const why of [/Modifier 26 does not fit the code/, /12345 is not/, /stands on the line already/, /No service was found/, /ZZ is unknown/]) {
        assert.match(text, why);
      }
      await isAccessible(page);
      await fits(page);
      await page.getByRole("button", { name: "Log 4 lines, keep the rest" }).click();
      await page.locator("#said").getByText("Logged 4 lines").waitFor();
      assert.match(await field(page).inputValue(), /^50; abracadabra$/);
      assert.equal((await entries()).length, 4);
      await close(page);
    });

    test("every part of the log is a touch or two away, without scripts", async () => {
      const page = await open("/log/dashboard", { ...options, javaScriptEnabled: false });
      for (const part of ["Goals", "Contracts", "Statements", "Import", "Reconcile", "Settings", "Enter"]) {
        const link = page.getByRole("navigation", { name: "Log" }).getByRole("link", { name: part, exact: true });
        if (!(await link.isVisible())) await page.locator("nav.parts summary").click();
        await link.click();
        await page.waitForURL((url) => url.pathname !== "/log/dashboard");
        assert.equal(await page.locator("nav.parts [aria-current]").first().textContent(), part);
        await fits(page);
        await page.goto("/log/dashboard");
      }
      await close(page);
    });

    test("the first visit says where to begin, until something is logged", async () => {
      const page = await open("/log", options);
      for (const name of [/^Import/, /^Add your contract/, /^Set a goal/, /^Settings/]) {
        assert.ok(await page.locator("#day").getByRole("link", { name }).isVisible(), String(name));
      }
      await isAccessible(page);
      await page.goto("/log/dashboard");
      await isAccessible(page);
      await page.getByRole("main").getByRole("link", { name: /^Enter Type/ }).click();
      await page.waitForSelector("html[data-engine]");
      await field(page).fill("99213");
      await page.getByRole("button", { name: "Log 1 line" }).click();
      await page.locator("#day .entry").waitFor();
      assert.equal(await page.getByText("Where to begin").count(), 0);
      await close(page);
    });

    test("a line of the list leads to its entry, and back to its day", async () => {
      await logText("99213-25 20610; 12345", iso());
      const page = await open("/log/entries", options);
      await page.getByRole("link", { name: /Change 20610/ }).click();
      await page.getByLabel("Code, modifiers, units").fill("20610-LT");
      await page.getByRole("button", { name: "Save" }).click();
      await page.waitForURL("**/log/day?**");
      assert.match(await page.locator("tbody.together").innerText(), /Encounter 1, 2 lines.*20610-LT/s);
      await fits(page);
      await close(page);
    });

    test("the pages of a day, an entry and templates are accessible and fit", async () => {
      await logText("99213-25 20610; 12345", iso());
      const [entry] = await entries();
      for (const path of ["/log", "/log/day", `/log/entries/${entry.id}`, "/log/templates"]) {
        for (const colorScheme of ["light", "dark"]) {
          const page = await open(path, { ...options, colorScheme });
          await isAccessible(page);
          await fits(page);
          await close(page);
        }
      }
    });
  });
}

describe("quick entry", () => {
  test("words are resolved, and where they may mean several services one is chosen", async () => {
    const page = await open("/log");
    await field(page).fill("TKA left; office visit");
    assert.deepEqual(await readBack(page, 2), ["27447-LT", "office visit"]);
    await page.getByRole("button", { name: /99213/ }).click();
    assert.equal(await field(page).inputValue(), "TKA left; 99213");
    assert.deepEqual(await readBack(page, 2), ["27447-LT", "99213"]);
    await close(page);
  });

  test("another sound reading is offered", async () => {
    const page = await open("/log");
    await field(page).fill("298765174177");
    assert.deepEqual(await readBack(page, 2), ["29876-51", "74177"]);
    await page.getByRole("button", { name: "29876 51741-77" }).click();
    await page.getByText("51741-77").first().waitFor();
    assert.deepEqual(await readBack(page, 2), ["29876", "51741-77"]);
    await close(page);
  });

  test("a phone gets a number pad with keys for what it has not", async () => {
    const page = await open("/log", PHONE);
    assert.equal(await field(page).getAttribute("inputmode"), "tel");
    await field(page).pressSequentially("27447");
    await page.getByRole("button", { name: "Modifier LT" }).click();
    await page.getByRole("button", { name: "next patient" }).click();
    await field(page).pressSequentially("97110");
    await page.getByRole("button", { name: "x2: 2 units" }).click();
    assert.deepEqual(await readBack(page, 2), ["27447-LT", "97110x2"]);
    await page.getByRole("button", { name: "abc: keyboard with letters" }).click();
    assert.equal(await field(page).getAttribute("inputmode"), "text");
    const heights = await page.locator(".keys button, .actions button:visible, .when label").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    assert.ok(heights.every((height) => height >= 36), `a thumb needs room: ${heights}`);
    await page.reload();
    assert.equal(await field(page).getAttribute("inputmode"), "text", "the choice is kept");
    await close(page);
  });

  test("typing moves neither the field nor the button", async () => {
    const page = await open("/log", PHONE);
    const places = () => page.evaluate(() => ["#text", ".actions"].map((of) => document.querySelector(of).getBoundingClientRect().top));
    const before = await places();
    await field(page).pressSequentially("9921325 20610");
    await readBack(page, 2);
    assert.deepEqual(await places(), before);
    await close(page);
  });

  test("day, place, site, role and note go with every line", async () => {
    const page = await open("/log");
    await field(page).fill("99213 99214");
    await page.getByLabel("Yesterday").check();
    await page.getByText("Place, site, role, note").click();
    await page.getByLabel("Place of service").selectOption("22");
    await page.getByRole("combobox", { name: "Site" }).fill("Main hospital");
    await page.getByLabel("Role").selectOption("supervised");
    await page.getByLabel("Colleague").fill("Dr Lee");
    await page.getByLabel("Each line is its own encounter").check();
    await page.getByLabel("Note", { exact: true }).fill("Mr Smith");
    await page.locator("#reading").getByText("a patient's name").waitFor();
    assert.ok(await page.getByRole("button", { name: /^Log/ }).isDisabled());
    await page.getByLabel("Note", { exact: true }).fill("redo, 2 h");
    await page.getByRole("button", { name: "Log 2 lines" }).click();
    await page.locator("#said").getByText("Logged 2 lines").waitFor();
    const [one, other] = await entries();
    assert.deepEqual([one.date, one.place, one.site, one.role, one.colleague, one.note], [iso(1), "22", "Main hospital", "supervised", "Dr Lee", "redo, 2 h"]);
    assert.notEqual(one.encounter, other.encounter);
    await close(page);
  });

  test("what is logged already on the day is told", async () => {
    await logText("99213-25 ; 99213-25", iso());
    const page = await open("/log");
    await field(page).fill("9921325");
    await page.getByText("Logged 2 times on this day already.").waitFor();
    await close(page);
  });

  test("a template is kept and put in; a day is repeated", async () => {
    await logText("99213; 99214", iso(1));
    const page = await open("/log");
    await page.getByRole("button", { name: /Repeat yesterday \(2 entries, 3\.22\)/ }).click();
    await page.getByText("Logged 2 lines").waitFor();
    assert.equal((await entries()).length, 4);
    await field(page).fill("99213 25 20610; 45378");
    await page.getByText("Save as a template").click();
    await page.getByLabel("Name").fill("My clinic day");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("My clinic day is saved as a template.").waitFor();
    await page.waitForSelector("html[data-engine]");
    await field(page).fill("");
    await page.getByRole("button", { name: "My clinic day" }).click();
    assert.equal(await field(page).inputValue(), "99213-25, 20610; 45378");
    await readBack(page, 3);
    await page.goto("/log/templates");
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("No templates yet").waitFor();
    await close(page);
  });

  test("entries of a day are changed at once, and two tabs do not overwrite each other", async () => {
    await logText("99213; 99214", iso());
    const page = await open("/log/day");
    for (const box of await page.getByRole("checkbox", { name: /^Choose/ }).all()) await box.check();
    await page.getByLabel("Place of service").selectOption("22");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("2 entries changed.").waitFor();
    const [entry] = await entries();
    assert.equal(entry.place, "22");

    await page.goto(`/log/entries/${entry.id}`);
    const other = await page.context().newPage();
    await other.goto(`/log/entries/${entry.id}`);
    await other.getByLabel("Code, modifiers, units").fill("99214-25");
    await other.getByRole("button", { name: "Save" }).click();
    await other.waitForURL("**/log/day?**");
    await page.getByLabel("Code, modifiers, units").fill("99215");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("99214-25").waitFor();
    assert.equal(await page.getByLabel("Code, modifiers, units").inputValue(), "99215");
    await isAccessible(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/log/day?**");
    assert.deepEqual((await entries()).map((one) => one.code).sort(), ["99214", "99215"]);
    await close(page);
  });

  test("a code's page leads to its line", async () => {
    const page = await open("/codes/99213");
    await page.getByRole("link", { name: "Log this code" }).click();
    assert.equal(await field(page).inputValue(), "99213");
    await page.getByRole("button", { name: "Log 1 line" }).click();
    await page.locator("#said").getByText("Logged 1 line").waitFor();
    await close(page);
  });

  test("on a phone a long text is shown whole, and a code offered is one word", async () => {
    const page = await open("/log", PHONE);
    await field(page).fill("99213-25; 20610-LT; 27447-50; 45385-59, 45380; office visit");
    const [inside, outside] = await field(page).evaluate((area) => [area.scrollHeight, area.clientHeight]);
    assert.ok(inside <= outside, `${inside} in ${outside}`);
    const code = page.locator(".candidates .code").first();
    await code.waitFor();
    assert.ok((await code.boundingBox()).height < 30);
    await close(page);
  });

  test("what was typed stays where something is wrong with it", async () => {
    await logText("99213; 99214", iso());
    const page = await open("/log/day");
    await page.getByRole("checkbox", { name: /^Choose 99214/ }).check();
    await page.getByLabel("Place of service").selectOption("22");
    await page.getByRole("combobox", { name: "Site" }).fill("Mr Smith");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("looks like a patient's name").waitFor();
    assert.equal(await page.getByRole("combobox", { name: "Site" }).inputValue(), "Mr Smith");
    assert.equal(await page.getByLabel("Place of service").inputValue(), "22");
    assert.ok(await page.getByRole("checkbox", { name: /^Choose 99214/ }).isChecked());
    await page.getByRole("combobox", { name: "Site" }).fill("North clinic");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("1 entry changed.").waitFor();
    assert.deepEqual((await entries()).map((entry) => entry.site ?? null).sort(), ["North clinic", null]);

    await page.goto("/log");
    await page.waitForSelector("html[data-engine]");
    await field(page).fill("99213");
    await page.getByText("Save as a template").click();
    await page.getByLabel("Name").fill("Kept");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.goto("/log/templates");
    await page.getByLabel("Name").fill("Mr Smith");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("alert").getByText("looks like a patient's name").waitFor();
    assert.equal(await page.getByLabel("Name").inputValue(), "Mr Smith");
    await isAccessible(page);
    await page.getByRole("button", { name: "Delete" }).click();
    await close(page);
  });

  test("works without scripts: read back, then logged on confirmation", async () => {
    const page = await open("/log", { ...PHONE, javaScriptEnabled: false });
    await field(page).fill("9921325; lap chole");
    await page.getByRole("button", { name: "Read back" }).click();
    assert.deepEqual(await page.locator("#reading .rows > li > .code").allInnerTexts(), ["99213-25", "47562"]);
    await page.getByRole("button", { name: "Log 2 lines" }).click();
    await page.getByText("Logged 2 lines").waitFor();
    assert.equal((await entries()).length, 2);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Nothing is logged on this day.").waitFor();
    await close(page);
  });
});
