// Keeps the page "On the road" and its files, and nothing else: no answer about a person or a group is ever kept here.
// The server puts SHELL before this: {version, page, files}.
const { version, page, files } = self.SHELL;
const KEPT = `on-the-road-${version}`;

// Without the sign-in, so that the page that is kept is nobody's.
async function fresh(address) {
  const answer = await fetch(new Request(address, { cache: "reload", credentials: "omit" }));
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer;
}

async function kept(address) {
  const shell = await caches.open(KEPT);
  const found = await shell.match(address, { ignoreVary: true });
  if (found) return found;
  const answer = await fresh(address);
  await shell.put(address, answer.clone());
  return answer;
}

addEventListener("install", (event) => {
  event.waitUntil(Promise.all([page, ...files].map(kept)).then(() => self.skipWaiting()));
});

async function takeOver() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}

addEventListener("activate", (event) => event.waitUntil(takeOver()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && pathname === page) event.respondWith(kept(page));
  else if (files.includes(pathname + search)) event.respondWith(kept(pathname + search));
  else if (mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => Response.redirect(`${page}?no-signal`)));
  }
});
