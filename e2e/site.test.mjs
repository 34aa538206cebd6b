// The reference site in a real browser: search, page, calculator, locality, dark mode, no scripts, phone, access.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { close, fits, isAccessible, stage } from "./pages.mjs";

/** One of each kind of page. */
const KINDS = [
  "/", "/codes", "/codes/browse/category-i/surgery/musculoskeletal", "/codes/27447", "/codes/6040F", "/codes/99213",
  "/codes/45378?release=RVU25D", "/codes/00000", "/codes/70496", "/codes/74328", "/codes/99441", "/codes/00840",
  "/search?q=knee", "/search?q=zzzz", "/locality",
  "/calculator", "/calculator?lines=27447-50%0A45385&place=22", "/calculator?lines=foo&on=bad",
  "/compare?codes=99213,99214", "/compare?codes=27447,00840,6040F", "/changes", "/changes?kind=foo", "/changes?sort=-work",
  "/codes/browse/category-i/surgery/musculoskeletal?sort=-work",
  "/specialties", "/specialties/gastroenterology", "/stages", "/stages/residents", "/resources",
  "/resources/how-a-payment-is-made", "/resources/modifiers", "/resources/global-periods",
  "/stages/medical-students", "/blog", "/blog/what-rvu26c-holds", "/support", "/support/loading-data", "/data",
];

const site = stage({ expected: /404/ });
const { open } = site;

describe("search", () => {
  test("suggests as one types and opens with the keyboard alone", async () => {
    const page = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type("total knee repl");
    await page.getByRole("option", { name: /27447/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/codes/*");
    assert.match(await page.locator("h1").innerText(), /27447|knee/i);
    await close(page);
  });

  test("works by the form with Enter", async () => {
    const page = await open("/codes");
    await page.getByRole("combobox", { name: "Search codes" }).fill("27447");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=27447");
    assert.match(await page.locator("ol.results li").first().innerText(), /27447/);
    await close(page);
  });
});

describe("the page of a code", () => {
  test("opens the arithmetic of an amount", async () => {
    const page = await open("/codes/27447");
    await page.getByText("Arithmetic, National").click();
    const steps = page.locator("details.arithmetic[open] ol.steps").first();
    assert.match(await steps.innerText(), /1,159\.35/);
    await close(page);
  });

  test("switches to another release", async () => {
    const page = await open("/codes/27447");
    await page.getByLabel("Release", { exact: true }).selectOption("RVU25D");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL("**/codes/27447?release=RVU25D");
    assert.match(await page.locator("#rvus").innerText(), /19\.60/);
    await close(page);
  });

  test("switches to a day, which goes along into the calculator", async () => {
    const page = await open("/codes/27447");
    await page.getByLabel("Day of service").fill("2024-03-09");
    await page.getByRole("button", { name: "Show day" }).click();
    await page.waitForURL("**/codes/27447?on=2024-03-09");
    assert.match(await page.locator(".head").innerText(), /RVU24AR/);
    await page.getByRole("link", { name: "Add to calculator" }).click();
    await page.waitForURL("**/calculator?lines=27447&on=2024-03-09");
    await close(page);
  });

  test("has a table of contents beside it on a wide screen alone", async () => {
    for (const [width, there] of [[1280, true], [390, false]]) {
      for (const path of ["/codes/27447", "/stages/medical-students"]) {
        const page = await open(path, { viewport: { width, height: 900 } });
        const contents = page.getByRole("navigation", { name: "On this page" });
        assert.equal(await contents.isVisible(), there, path);
        if (there) {
          const text = await page.locator(".columns > .text").boundingBox();
          assert.ok((await contents.boundingBox()).x > text.x + text.width, `${path}: it stands beside the text`);
        }
        await close(page);
      }
    }
  });

  test("prints what is folded on a screen, dark letters on white", async () => {
    const page = await open("/codes/70496", { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const shown = await page.locator("details").evaluateAll((all) =>
      all.every((details) => details.lastElementChild.checkVisibility({ contentVisibilityAuto: true })));
    assert.ok(shown, "every answer, every step and every hash");
    assert.ok(!(await page.getByText("to see what is payable there").isVisible()));
    const color = await page.locator(".badge.change").first().evaluate((badge) => getComputedStyle(badge).backgroundColor);
    assert.equal(color, "rgb(255, 255, 255)");
    await close(page);
  });

  test("marks of one figure stand beside each other", async () => {
    const page = await open("/codes/70496");
    const crossed = await page.locator("#payment td.num").evaluateAll((cells) => cells.some((cell) => {
      const [mark, ...more] = cell.querySelectorAll("sup");
      const next = cell.nextElementSibling?.firstChild;
      if (!mark) return false;
      const range = document.createRange();
      if (next) range.selectNodeContents(next);
      return more.length > 0 || (next && range.getBoundingClientRect().left < mark.getBoundingClientRect().right);
    }));
    assert.ok(!crossed);
    await close(page);
  });

  test("a script sorts the table of a family by a click on its head", async () => {
    const page = await open("/codes/45385");
    const table = page.locator("table.codes").first();
    await table.getByRole("button", { name: "Work RVU" }).click();
    await table.getByRole("button", { name: "Work RVU" }).click();
    const work = await table.locator("tbody tr td:nth-child(3)").allInnerTexts();
    const numbers = work.filter((text) => text !== "—").map(Number);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    assert.equal(await table.locator("th[aria-sort=descending]").count(), 1);
    await close(page);
  });
});

test("a locality is chosen by ZIP code once and stays", async () => {
  const page = await open("/codes/99213");
  await page.getByRole("link", { name: "Choose your locality" }).click();
  await page.getByLabel("ZIP code of the place of service").fill("44114");
  await page.getByRole("button", { name: "Use this locality" }).click();
  await page.waitForURL("**/codes/99213");
  assert.match(await page.locator("#payment").innerText(), /ohio/i);
  await page.goto("/codes/27447");
  assert.match(await page.locator("#payment").innerText(), /ohio/i);
  await close(page);
});

test("the calculator values several lines and the address holds the case", async () => {
  const page = await open("/calculator");
  await page.getByLabel("Lines of one claim").fill("45385\n45380");
  await page.getByLabel("Place of service").selectOption("facility");
  await page.getByLabel("Date of service").fill("2025-11-01");
  await page.getByRole("button", { name: "Calculate" }).click();
  await page.waitForURL("**/calculator?lines=*");
  assert.match(await page.locator("#result tfoot").innerText(), /\$258\.45/);
  const shared = await open(page.url().replace(site.base, ""));
  assert.match(await shared.locator("#result tfoot").innerText(), /\$258\.45/);
  await close(shared);
  await close(page);
});

describe("without scripts", () => {
  const options = { javaScriptEnabled: false };
  test("a list is sorted by the link in its head", async () => {
    const page = await open("/codes/browse/category-i/surgery/musculoskeletal", options);
    await page.getByRole("link", { name: "Work RVU" }).click();
    await page.waitForURL("**?sort=-work");
    const work = await page.locator("table.codes tbody tr td:nth-child(3)").allInnerTexts();
    const numbers = work.filter((text) => text !== "—").map(Number);
    assert.ok(numbers.length > 1);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
    await close(page);
  });

  test("search, page and calculator work", async () => {
    const page = await open("/", options);
    await page.getByLabel("Search by code, range, modifier or plain words").fill("colonoscopy");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=colonoscopy");
    await page.locator("ol.results a").first().click();
    await page.waitForURL("**/codes/*");
    await page.getByText("Arithmetic, National").first().click();
    assert.ok(await page.locator("ol.steps").first().isVisible());
    await page.getByRole("link", { name: "Add to calculator" }).click();
    await page.waitForURL("**/calculator?lines=*");
    assert.ok(await page.locator("#result").isVisible());
    await close(page);
  });
});

test("dark mode follows the system", async () => {
  const background = async (colorScheme) => {
    const page = await open("/codes/27447", { colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await close(page);
    return color;
  };
  assert.notEqual(await background("light"), await background("dark"));
});

test("the calculator fits every width", async () => {
  for (const width of [641, 768, 1024, 1280, 1366]) {
    const page = await open("/calculator?lines=27447-50%0A45385&place=22", { viewport: { width, height: 900 } });
    await fits(page, `${width} px`);
    await close(page);
  }
});

test("no page is wider than a phone", async () => {
  for (const path of KINDS) {
    for (const phone of [390, 320]) {
      const page = await open(path, { viewport: { width: phone, height: 740 } });
      await fits(page);
      await close(page);
    }
  }
});

test("the script is small and the first page light", async () => {
  const page = await open("about:blank");
  let script = 0;
  let all = 0;
  page.on("requestfinished", async (request) => {
    const { responseBodySize } = await request.sizes();
    all += responseBodySize;
    if (request.resourceType() === "script") script += (await (await request.response()).body()).length;
  });
  await page.goto(`${site.base}/codes/27447`, { waitUntil: "networkidle" });
  assert.ok(script > 0 && script < 30_000, `${script} bytes of script`);
  assert.ok(all < 100_000, `${all} bytes in all`);
  await close(page);
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
