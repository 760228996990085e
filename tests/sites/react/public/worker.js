// Shows the start page when there is no network; all else goes to the network as if there were no worker.
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open("pages").then((cache) => cache.add("/")));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match("/")));
});
