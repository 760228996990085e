// Shows the start page when there is no network, with what it needs; all else goes to the network as if there were no worker.
import { build, version } from "$service-worker";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(version).then((cache) => cache.addAll(["/", ...build])));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match("/")));
});
