// The service worker: it makes the app start without a network, and never lets a broken deployment
// replace a version that works.
//
// `cargo xtask precache` writes the list between the two marks at build time: every file that the app
// is made of, with the SHA-256 of its final bytes. The version is a hash over that list, so a new
// deployment is a new worker with a cache of its own, and an unchanged one is byte for byte the same.
"use strict";

const BUILD = /* precache< */ { version: "dev", files: {} } /* >precache */;

const PREFIX = "sotay-";
const CACHE = PREFIX + BUILD.version;
const SHELL = "/index.html";

// These are the server's alone. The worker stays out of them, so that no answer about people's work is
// ever an old one.
const SERVER_ONLY = ["/api/", "/healthz", "/readyz"];

// Pages whose files came from this version, as far as this run of the worker has seen. The browser may
// stop and start the worker at any time; a page that is then unknown counts as an old one, which costs
// some space for a while and nothing else.
const fresh = new Set();

// --- Install: all of the list, or nothing -------------------------------------------------------------

addEventListener("install", (event) => event.waitUntil(install()));

async function install() {
  const cache = await caches.open(CACHE);
  const others = await otherCaches();
  const stored = Object.entries(BUILD.files).map(([url, hash]) => store(cache, others, url, hash));
  const failed = (await Promise.allSettled(stored)).find((one) => one.status === "rejected");
  if (failed) {
    // One wrong or missing file and this version does not exist: the one before stays in charge, and
    // the browser tries again at its next look for an update.
    await caches.delete(CACHE);
    throw failed.reason;
  }
  // No `skipWaiting` here: somebody may be writing in a page of the version before.
}

async function store(cache, others, url, hash) {
  for (const name of others) {
    const kept = await (await caches.open(name)).match(url);
    if (kept && (await digest(kept.clone())) === hash) return cache.put(url, kept);
  }
  return cache.put(url, await download(url, "sha256-" + hash));
}

// First through the HTTP cache, where a first visit has just put most of these files. It may hold stale
// bytes under a name that is not hashed; the digest finds that out, and the second try goes around it.
async function download(url, integrity) {
  const ask = async (cache) => {
    const answer = await fetch(url, { cache, integrity, credentials: "same-origin" });
    // A redirected answer cannot be given to a navigation; a captive portal's page is one.
    if (!answer.ok || answer.redirected) throw new TypeError(`${url}: HTTP ${answer.status}`);
    return answer;
  };
  return ask("default").catch(() => ask("reload"));
}

async function digest(answer) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}

// --- Activate -----------------------------------------------------------------------------------------

addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  // Without an older version this is the first visit: take over the page that is open, so that it is
  // ready for offline use at once. Later, a page keeps the worker that it was loaded by until it reloads.
  if ((await otherCaches()).length === 0) await clients.claim();
  await tidy();
}

// An old version's files go when no page can still ask for them. While a newer version is being installed
// or waits, one of the other caches is its own: then nothing is touched.
async function tidy() {
  const others = await otherCaches();
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (registration.installing || registration.waiting) return;
  if (pages.every((page) => fresh.has(page.id))) {
    await Promise.all(others.map((name) => caches.delete(name)));
  }
}

async function otherCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

// --- Fetch: the cache first, the network for everything that is not in it -----------------------------

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (SERVER_ONLY.some((path) => url.pathname.startsWith(path))) return;

  // Every address of the app is the same page; an address that is a file of the list stays that file.
  const page = request.mode === "navigate" && !(url.pathname in BUILD.files);
  if (page) fresh.add(event.resultingClientId);
  event.respondWith(cached(page ? SHELL : url.pathname, request));
});

// This version's copy, else another one's (a page that outlived its version asks for those), else the
// network: a browser short of space may have thrown the cache away under us.
async function cached(path, request) {
  const own = await (await caches.open(CACHE)).match(path);
  if (own) return own;
  for (const name of await otherCaches()) {
    const kept = path !== SHELL && (await (await caches.open(name)).match(path));
    if (kept) return kept;
  }
  return fetch(request);
}

// --- Messages from the page ---------------------------------------------------------------------------
// The answer goes to the port that came with the message, or to the page itself.

addEventListener("message", (event) => {
  const reply = (answer) => (event.ports[0] ?? event.source)?.postMessage(answer);
  switch (event.data?.type) {
    case "activate-now": // A person has agreed to the update.
      event.waitUntil(skipWaiting());
      break;
    case "version":
      reply({ type: "version", version: BUILD.version });
      event.waitUntil(tidy());
      break;
    case "ready?":
      event.waitUntil(ready().then(reply));
      break;
  }
});

async function ready() {
  const cache = await caches.open(CACHE);
  const urls = Object.keys(BUILD.files);
  const found = await Promise.all(urls.map((url) => cache.match(url)));
  const missing = urls.filter((_, index) => !found[index]);
  return { type: "ready", version: BUILD.version, files: urls.length, missing };
}
