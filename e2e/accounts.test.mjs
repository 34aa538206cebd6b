// Accounts in a real browser: registering, signing in by password and by passkey, getting back in, administering,
// deleting; on a phone and on a desk, with axe.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { describe, test } from "node:test";
import { close, fits, isAccessible, stage } from "./pages.mjs";
import { startHosted } from "./server.mjs";

const PASSWORD = "correct horse battery";
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };
/** A folder for screenshots, where one is named. */
const SHOTS = process.env.OPENRVU_SHOTS;

const site = stage({ start: () => startHosted("--registration", "open"), expected: /4\d\d/ });
const { open } = site;

/** Looks at a page in light and dark, on a phone and on a desk. */
async function look(page, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, `${name}, ${size}, ${colorScheme}`);
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: `${SHOTS}/${name}-${size}-${colorScheme}.png`, fullPage: true });
      }
    }
    await fits(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(SIZES.desk);
}

async function register(email, options) {
  const page = await open("/register", options);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL("**/account");
  return page;
}

async function signIn(page, email, password = PASSWORD) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** An authenticator that confirms whatever it is asked, as a phone does that its owner unlocks. */
async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { session, authenticatorId };
}

describe("signing in", () => {
  test("asks who comes to the log, and goes on to the page that was asked for", async () => {
    const made = await register("ada@example.org");
    await close(made);
    const page = await open("/log/entries?from=2026-08-01");
    await page.waitForURL("**/sign-in?to=**");
    await look(page, "sign-in");
    await signIn(page, "ada@example.org", "not the right one");
    await page.getByRole("alert").filter({ hasText: "do not belong together" }).waitFor();
    await look(page, "sign-in-refused");
    await signIn(page, "ada@example.org");
    await page.waitForURL("**/log/entries?from=2026-08-01");
    await close(page);
  });

  test("works without scripts", async () => {
    const page = await open("/sign-in", { javaScriptEnabled: false });
    assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
    await signIn(page, "ada@example.org");
    await page.waitForURL("**/log**");
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    await close(page);
  });

  test("by a passkey, on a phone", async () => {
    const page = await register("pia@example.org", { viewport: SIZES.phone });
    const { session, authenticatorId } = await authenticator(page);
    const add = page.locator("form[data-passkey='register']");
    await add.getByLabel("Name").fill("My phone");
    await add.getByLabel("Your password, to confirm").fill("not the right one");
    await add.getByRole("button", { name: "Add a passkey" }).click();
    await add.getByText("This is not your password").waitFor();
    await add.getByLabel("Your password, to confirm").fill(PASSWORD);
    await add.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("rowheader", { name: "My phone" }).waitFor();
    await look(page, "account-with-passkey");

    // The device has one already.
    await add.getByLabel("Your password, to confirm").fill(PASSWORD);
    await add.getByRole("button", { name: "Add a passkey" }).click();
    await add.getByText("has a passkey for the account already").waitFor();

    const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId });
    assert.deepEqual([credentials.length, credentials[0].isResidentCredential, credentials[0].userName], [1, true, "pia@example.org"]);
    for (const time of [1, 2]) {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL("**/sign-in");
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.waitForURL("**/log**");
      await page.goto("/log/activity");
      assert.equal(await page.getByText("by passkey", { exact: false }).count(), time);
      await page.goto("/account");
    }

    // A passkey that was removed signs nobody in.
    await page.getByRole("button", { name: "Remove My phone" }).click();
    await page.waitForURL("**/account#passkeys");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey is not known here").waitFor();
    await close(page);
  });

  test("by a passkey that its owner does not confirm does not succeed", async () => {
    const page = await open("/sign-in");
    const { session, authenticatorId } = await authenticator(page);
    await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("No passkey was used").waitFor();
    await close(page);
  });
});

describe("the account", () => {
  test("makes recovery codes, one of which sets a new password", async () => {
    const page = await register("rex@example.org");
    const form = page.getByRole("region", { name: "Recovery codes" });
    await form.getByLabel("Your password, to confirm").fill(PASSWORD);
    await form.getByRole("button", { name: "Make recovery codes" }).click();
    const codes = await page.locator(".secrets code").allInnerTexts();
    assert.equal(codes.length, 10);
    assert.match(codes[0], /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
    await look(page, "recovery-codes");
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByText("10 are left").waitFor();

    const lost = await open("/recover");
    await look(lost, "recover");
    await lost.getByLabel("E-mail address").fill("rex@example.org");
    await lost.getByLabel("Recovery code").fill(codes[3].toLowerCase());
    await lost.getByLabel("New password").fill("battery staple horse");
    await lost.getByRole("button", { name: "Set the password" }).click();
    await lost.getByText("9 are left").waitFor();
    await close(lost);
    await page.reload();
    await page.waitForURL("**/sign-in?to=**");
    await close(page);
  });

  test("makes a token that reads the log", async () => {
    const page = await register("tom@example.org");
    const form = page.getByRole("region", { name: "Access tokens" });
    await form.getByLabel("Name").fill("Nightly export");
    await form.getByLabel("read the log").check();
    await form.getByLabel("Your password, to confirm").fill(PASSWORD);
    await form.getByRole("button", { name: "Make a token" }).click();
    const token = await page.locator(".secrets code").innerText();
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${site.base}/api/v1/entries`, { headers })).status, 200);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("button", { name: "End the token Nightly export" }).click();
    await page.waitForURL("**/account#tokens");
    assert.equal((await fetch(`${site.base}/api/v1/entries`, { headers })).status, 401);
    await close(page);
  });

  test("lists sessions, ends others, and is deleted with all of it", async () => {
    const page = await register("sue@example.org");
    const other = await open("/sign-in");
    await signIn(other, "sue@example.org");
    await other.waitForURL("**/log**");
    await page.reload();
    assert.equal(await page.getByRole("region", { name: "Where you are signed in" }).getByRole("row").count(), 3);
    await page.getByRole("button", { name: "End all others" }).click();
    await page.waitForURL("**/account#sessions");
    await other.goto("/account");
    await other.waitForURL("**/sign-in?to=**");
    await close(other);

    const form = page.getByRole("region", { name: "Delete the account" });
    await form.getByLabel("Your password, to confirm").fill("not the right one");
    await form.getByRole("button", { name: "Delete my account" }).click();
    await page.getByRole("alert").filter({ hasText: "This is not your password" }).waitFor();
    await form.getByLabel("Your password, to confirm").fill(PASSWORD);
    await form.getByRole("button", { name: "Delete my account" }).click();
    await page.waitForURL("**/sign-in");
    await signIn(page, "sue@example.org");
    await page.getByRole("alert").filter({ hasText: "do not belong together" }).waitFor();
    await close(page);
  });

  test("shows what was done on it", async () => {
    const page = await register("amy@example.org");
    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByRole("cell", { name: "Account made" }).waitFor();
    await look(page, "activity");
    await close(page);
  });
});

describe("an administrator", () => {
  test("comes by the operator's link, invites, disables and enables", async () => {
    const page = await open(site.server.account("create", "--admin", "head@example.org"));
    await look(page, "invitation");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.waitForURL("**/account");
    await page.getByRole("link", { name: "Administration" }).click();
    await page.getByLabel("E-mail address").fill("new@example.org");
    await page.getByRole("button", { name: "Make an invitation" }).click();
    const link = await page.locator(".secrets code").innerText();
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("button", { name: "Withdraw the invitation for new@example.org" }).waitFor();

    const invited = await open(link);
    assert.equal(await invited.getByLabel("E-mail address").inputValue(), "new@example.org");
    await invited.getByLabel("Password").fill(PASSWORD);
    await invited.getByRole("button", { name: "Make the account" }).click();
    await invited.waitForURL("**/account");
    await invited.goto("/admin");
    await invited.getByText("This is for administrators").waitFor();

    await page.reload();
    await look(page, "administration");
    await page.getByRole("button", { name: "Disable new@example.org" }).click();
    await page.getByRole("button", { name: "Enable new@example.org" }).waitFor();
    await invited.goto("/account");
    await invited.waitForURL("**/sign-in?to=**");
    await page.getByRole("button", { name: "Enable new@example.org" }).click();
    await page.getByRole("button", { name: "Disable new@example.org" }).waitFor();
    await signIn(invited, "new@example.org");
    await invited.waitForURL("**/account");
    await close(invited);
    await close(page);
  });
});
