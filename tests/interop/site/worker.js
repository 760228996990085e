// A service worker: keeps the page and answers from what it keeps when owlet cannot be reached.
const KEPT = ["./", "style.css", "owl.svg", "main.mjs", "part.mjs", "data.json", "add.wasm"];

addEventListener("install", (event) => event.waitUntil(caches.open("kept").then((cache) => cache.addAll(KEPT)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(
  fetch(event.request).catch(() => caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? Response.error()))));
