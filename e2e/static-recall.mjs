// How good the search of an exported site is: its own script and index, asked the repository's judgements.
//
//   node e2e/static-recall.mjs DIR          prints recall at 1, 3 and 10 and mean reciprocal rank of each list
//   node e2e/static-recall.mjs DIR --hits   prints the first ten codes of every query: query, tab, codes
//
// DIR is what `openrvu export DIR` wrote. A judgement none of whose codes is held is left out.

import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startHost } from "./static-files.mjs";

const LISTS = ["judgements.tsv", "judgements-held-out.tsv", "judgements-rare.tsv"];
const lists = fileURLToPath(new URL("../crates/openrvu-search", import.meta.url));

/** The judgements of a list: lines of query, codes and kind. */
function judgements(name) {
  const lines = readFileSync(join(lists, name), "utf8").split("\n");
  return lines.filter((line) => line.trim() && !line.startsWith("# ")).map((line) => {
    const [query, codes] = line.split("\t");
    return { query, codes: codes.split(",") };
  });
}

/** The codes that an exported site finds for each query of each list, and which codes it holds. */
export async function answers(dir) {
  const script = readdirSync(join(dir, "assets")).find((name) => name.startsWith("static-search."));
  const { over } = await import(pathToFileURL(join(realpathSync(dir), "assets", script)));
  const host = await startHost(dir);
  try {
    const find = over(`${host.base}search-index.json`);
    const held = new Set(JSON.parse(readFileSync(join(dir, "search-index.json"), "utf8")).index.codes.split(" "));
    const found = [];
    for (const list of LISTS) {
      for (const one of judgements(list).filter(({ codes }) => codes.some((code) => held.has(code)))) {
        found.push({ list, ...one, hits: (await find(one.query, 10)).map(({ code }) => code) });
      }
    }
    return found;
  } finally {
    host.stop();
  }
}

/** Recall at 1, 3 and 10 and mean reciprocal rank of each list. */
export async function recall(dir) {
  const all = await answers(dir);
  return LISTS.filter((list) => all.some((one) => one.list === list)).map((list) => {
    const places = all.filter((one) => one.list === list)
      .map(({ codes, hits }) => hits.findIndex((hit) => codes.includes(hit)) + 1);
    const within = (most) => places.filter((place) => place > 0 && place <= most).length / places.length;
    const mrr = places.reduce((sum, place) => sum + (place > 0 ? 1 / place : 0), 0) / places.length;
    return { list, queries: places.length, at1: within(1), at3: within(3), at10: within(10), mrr };
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [dir, what] = process.argv.slice(2);
  if (!dir) {
    console.error("node e2e/static-recall.mjs DIR [--hits], where DIR is what `openrvu export DIR` wrote");
    process.exit(2);
  }
  if (what === "--hits") for (const { query, hits } of await answers(dir)) console.log(`${query}\t${hits.join(",")}`);
  else {
    for (const { list, queries, ...shares } of await recall(dir)) {
      const shown = Object.entries(shares).map(([name, share]) => `${name.replace("at", "recall@")} ${share.toFixed(3)}`);
      console.log(`${list.padEnd(24)} ${String(queries).padStart(5)} queries  ${shown.join("  ")}`);
    }
  }
}
