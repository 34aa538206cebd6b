// Entries on their way to the server: kept in the browser's database until the server has them.
//
// Each has an id made here, so that sending it again adds nothing. The account it is for is kept beside it: what one
// person entered is never sent in another's name.

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open("openrvu-quick", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
database.catch(() => { /* Whoever asks for it is told. */ });

/** Works on the outbox in one transaction, and waits until it is done. */
async function outbox(mode, work) {
  const transaction = (await database).transaction("outbox", mode);
  const asked = work(transaction.objectStore("outbox"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
const keep = (item) => outbox("readwrite", (store) => store.put(item));
const forget = (id) => outbox("readwrite", (store) => store.delete(id));
const waiting = async () => (await outbox("readonly", (store) => store.getAll())).sort((a, b) => a.made.localeCompare(b.made));

const post = (entries) => fetch("/api/v1/entries", {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries }),
});
const problem = async (response) => {
  const answer = await response.json().catch(() => ({}));
  return answer.errors?.[0]?.message ?? answer.detail ?? `The server answered ${response.status}.`;
};

/** Sends one submission. What came of it: sent (with the revision), later, or looked (it is to be looked at). */
async function sendOne(item) {
  let response;
  try {
    response = await post(item.entries);
  } catch {
    return { came: "later", why: "There is no network." };
  }
  if (response.ok) {
    const { revision } = await response.json();
    await forget(item.id);
    return { came: "sent", revision };
  }
  if (response.status === 409) return settle(item);
  if (response.status === 401 || response.redirected) return { came: "later", why: "Sign in to send them." };
  if (response.status === 422 || response.status === 413) {
    await keep({ ...item, state: "refused", message: await problem(response) });
    return { came: "looked" };
  }
  return { came: "later", why: await problem(response) };
}

/** Some of a submission is on the server already, and was changed or deleted there since: that stands. */
async function settle(item) {
  const gone = [];
  let changed = 0;
  let revision;
  for (const entry of item.entries) {
    const response = await post([entry]);
    if (response.ok) {
      ({ revision } = await response.json());
    } else if (response.status === 409) {
      const there = await fetch(`/api/v1/entries/${entry.id}`);
      if (there.ok) changed += 1;
      else if (there.status === 404) gone.push(entry);
      else return { came: "later", why: await problem(there) };
    } else {
      return { came: "later", why: await problem(response) };
    }
  }
  if (gone.length === 0 && changed === 0) {
    await forget(item.id);
    return { came: "sent", revision };
  }
  const told = [
    changed > 0 && `${plural(changed, "entry was", "entries were")} changed on another device since; that stands.`,
    gone.length > 0 && `${plural(gone.length, "entry was", "entries were")} deleted on another device since.`,
  ].filter(Boolean).join(" ");
  await keep({ ...item, entries: gone, state: "settled", message: told });
  return { came: "looked" };
}

/** Sends what waits, in its order; one tab at a time. `sent` is told of each submission that arrived. */
async function sendAll(sent) {
  const send = async (lock) => {
    if (!lock) return undefined;
    for (const item of await waiting()) {
      if (item.state !== "waiting" || item.user !== me?.user) continue;
      const { came, why, revision } = await sendOne(item);
      if (came === "sent") await sent(item, revision);
      if (came === "later") return why;
    }
    return undefined;
  };
  return navigator.locks ? navigator.locks.request("openrvu-outbox", { ifAvailable: true }, send) : send(true);
}
