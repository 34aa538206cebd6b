// Keeps the page of quick entry on the phone. VERSION and FILES stand above; the server writes them.

const PAGE = "/log/offline";
const DATA = ["/log/offline/pack", "/log/offline/me"];
const files = `quick-files-${VERSION}`;
const data = "quick-data";
/** For how long the network is waited for before the kept page is shown. */
const PATIENCE = 5000;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(files);
  await cache.addAll([PAGE, ...FILES].map((url) => new Request(url, { cache: "reload" })));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("quick-files-") && name !== files) await caches.delete(name);
  }
  await self.clients.claim();
})()));

const soon = () => new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer in time")), PATIENCE); });

/** The network's page; the kept one where there is no network, or no server behind it. Entry does not wait for long. */
async function page(request) {
  try {
    const asked = fetch(request);
    const isEntry = new URL(request.url).pathname === "/log";
    const response = await (isEntry ? Promise.race([asked, soon()]) : asked);
    if (response.status < 502 || response.status > 504) return response;
  } catch { /* The kept page. */ }
  return (await caches.match(PAGE)) ?? Response.error();
}

/** What changes: from the network, and kept; the last that was kept where there is no network. */
async function fresh(request) {
  const cache = await caches.open(data);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await cache.put(request.url, response.clone());
    if (response.status === 401) await cache.delete(request.url);
    if (response.status < 502 || response.status > 504) return response;
  } catch { /* The kept one. */ }
  return (await cache.match(request.url)) ?? Response.error();
}

const kept = async (request) => (await caches.match(request.url, { cacheName: files })) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (DATA.includes(url.pathname)) event.respondWith(fresh(request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(request));
});
