// Starts `openrvu serve` on a free port with a fresh data directory, and a browser beside it.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** The program: OPENRVU_BIN, or the build made last. */
export function program() {
  if (process.env.OPENRVU_BIN) return process.env.OPENRVU_BIN;
  const [newest] = ["release", "debug"]
    .map((profile) => join(target, profile, "openrvu"))
    .filter(existsSync)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!newest) throw new Error("build the program first: cargo build");
  return newest;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A server over the figures that ship; `base` is its address. OPENRVU_BASE names one that runs already. */
export async function startServer() {
  if (process.env.OPENRVU_BASE) return { base: process.env.OPENRVU_BASE, stop() {} };
  const address = `127.0.0.1:${await freePort()}`;
  return serve(`http://${address}`, ["--addr", address]);
}

/** A server of accounts, reached by a name, as passkeys need; `account` runs the operator's command. */
export async function startHosted(...args) {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  return serve(base, ["--addr", `127.0.0.1:${port}`, "--hosted", "--origin", base, ...args]);
}

async function serve(base, args) {
  const data = mkdtempSync(join(tmpdir(), "openrvu-e2e-"));
  const child = spawn(program(), ["--data-dir", data, "serve", ...args], { stdio: "inherit" });
  for (let tries = 0; ; tries += 1) {
    try {
      if ((await fetch(`${base}/health`)).ok) break;
    } catch (error) {
      if (tries > 200 || child.exitCode !== null) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    base,
    /** The link that a command of the operator prints. */
    account(...words) {
      const command = ["--data-dir", data, "account", ...words, "--origin", base, "--json"];
      return JSON.parse(execFileSync(program(), command)).link;
    },
    stop() {
      child.kill();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Debian's Chromium, or the one that CHROMIUM names. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}
