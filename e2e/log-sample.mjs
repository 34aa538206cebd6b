// A made-up log for browser tests: a year and a half of clinics and operating days up to today, the same every time.

const VISITS = ["99213", "99213", "99213-25", "99214", "99214", "99214-25", "99215", "99204", "99203", "99212"];
const PROCEDURES = ["45378", "45380", "45385", "43239", "43235", "20610", "27447", "29881", "93010", "17000"];

/** Numbers that look random and are the same every time. */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function uuid(random) {
  const hex = Array.from({ length: 32 }, () => random(16).toString(16));
  hex[12] = "4";
  hex[16] = "8";
  const text = hex.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

function entry(random, date, encounter, line, more = {}) {
  const [code, ...modifiers] = line.split("-");
  return { id: uuid(random), encounter, date, code, modifiers, ...more };
}

/** Entries of the days up to `today`, a date as text. */
export function sample(today, days = 540) {
  const random = chance(7);
  const entries = [];
  for (let back = days; back >= 0; back -= 1) {
    const day = new Date(`${today}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() - back);
    const weekday = day.getUTCDay();
    const date = day.toISOString().slice(0, 10);
    if (weekday === 0 || weekday === 6) continue;
    const operating = weekday === 2 || weekday === 4;
    if (operating) {
      for (let n = 4 + random(4); n > 0; n -= 1) {
        const encounter = uuid(random);
        const lines = random(3) === 0 ? ["45385-59", "45380"] : [PROCEDURES[random(PROCEDURES.length)]];
        for (const line of lines) {
          entries.push(entry(random, date, encounter, line, { place: "22", site: "Main hospital", role: random(9) === 0 ? "supervised" : "performed" }));
        }
      }
    } else {
      for (let n = 8 + random(8); n > 0; n -= 1) {
        entries.push(entry(random, date, uuid(random), VISITS[random(VISITS.length)], { place: "11", site: random(4) === 0 ? "North clinic" : "Riverside clinic" }));
      }
    }
  }
  entries.push(entry(random, today, uuid(random), "99999"));
  entries.push({ ...entry(random, today, uuid(random), "00840"), minutes: 95 });
  return entries;
}

/** Writes entries over the API, and fails on any refusal. */
export async function write(base, entries) {
  for (let at = 0; at < entries.length; at += 1000) {
    const body = JSON.stringify({ entries: entries.slice(at, at + 1000) });
    const response = await fetch(`${base}/api/v1/entries`, { method: "POST", headers: { "content-type": "application/json", origin: base }, body });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }
}
