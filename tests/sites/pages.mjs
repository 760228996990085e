// A person with Chromium at one of the two built sites, while version 2 is deployed under the open page. Started by check.py.
import { renameSync, symlinkSync } from "node:fs";
import { assert, check as judge, chromium as executablePath, finish, load, out, root, url } from "../interop/outcomes.mjs";

const name = process.env.SITE;
const site = {
  react: { hashed: "/assets/", team: "/about/team", numbers: "/numbers", deep: "/about/team", shows: "Team" },
  svelte: { hashed: "/_app/immutable/", team: "/about/team/", numbers: "/numbers/", deep: "/items/7/", shows: "Item 7" },
}[name];
const missing = `${site.hashed}missing-3f9a2c1b.js`;
const { chromium } = load("playwright-core");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const check = (sentence, action) => judge(`${name}: ${sentence}`, action);

// A browser with nothing in its caches. `wire` is what its network stack got from owlet, 304s too, and nothing that came from a cache.
async function visit(serviceWorkers) {
  const context = await browser.newContext({ viewport: { width: 760, height: 480 }, serviceWorkers });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [], scripts = [], asked = new Map(), wire = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("response", (response) => response.request().resourceType() === "script" && scripts.push(response));
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => asked.set(requestId, new URL(request.url).pathname));
  devtools.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode, headers }) => {
    const fields = Object.entries(headers).map(([field, value]) => [field.toLowerCase(), value]);
    wire.push({ get path() { return asked.get(requestId); }, status: statusCode, ...Object.fromEntries(fields) });
  });
  return { context, page, complaints, scripts, wire };
}

// Waits until a page is there, all of it of one version.
async function shows(page, heading, version, lazy) {
  await page.waitForFunction((text) => document.querySelector("h1")?.textContent === text, heading);
  assert.equal(await page.textContent("footer"), `version ${version}`);
  if (lazy) assert.equal(await page.textContent("#lazy"), lazy);
}
const click = (page, text) => page.click(`nav >> text=${text}`);
const picture = (page, what) => page.screenshot({ path: `${out}/${name}-${what}.png` });
const hashed = (wire) => wire.filter(({ path }) => path?.startsWith(site.hashed));
const controlled = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

// What a script of the page gets, past the browser's cache.
const ask = (page, path) => page.evaluate(async (target) => {
  const response = await fetch(target, { cache: "no-store" });
  return { status: response.status, "cache-control": response.headers.get("cache-control"), type: response.headers.get("content-type") };
}, path);

function deploy(version) {
  symlinkSync(`${version}`, `${root}/current.new`);
  renameSync(`${root}/current.new`, `${root}/current`);
}

const first = await visit("block");
const { page, wire } = first;

await check("the start page comes with style, picture and module scripts, and nothing complains", async () => {
  await page.goto(`${url}/`);
  await shows(page, "Home", 1);
  await page.waitForLoadState("networkidle");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(250, 248, 240)");
  assert.ok(first.scripts.length > 0);
  for (const script of first.scripts) assert.match(script.headers()["content-type"], /^text\/javascript(;|$)/, script.url());
  assert.deepEqual(first.complaints, []);
  await picture(page, "start");
});

await check("pages are no-cache with an ETag, names with a hash immutable", async () => {
  const document = wire.find(({ path }) => path === "/");
  assert.equal(document["cache-control"], "no-cache");
  assert.match(document.etag, /^"/);
  assert.ok(hashed(wire).length >= 2);
  for (const asset of hashed(wire)) assert.equal(asset["cache-control"], "public, max-age=31536000, immutable", asset.path);
});

await check("a reload asks for the page alone, and is answered with a 304", async () => {
  wire.length = 0;
  await page.reload();
  await shows(page, "Home", 1);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(wire.filter(({ path }) => path === "/").map(({ status, etag }) => [status, etag !== undefined]), [[304, true]]);
  assert.deepEqual(hashed(wire).map(({ path }) => path), []);
});

await check("a click loads a lazy chunk with its style, another one wasm as a stream; back and forward show what was there", async () => {
  wire.length = 0;
  await click(page, "Team");
  await shows(page, "Team", 1, "the team of version 1");
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".team")).color), "rgb(10, 100, 60)");
  await click(page, "Numbers");
  await shows(page, "Numbers", 1, "wasm of version 1");
  const types = hashed(wire).map(({ status, "content-type": type }) => `${status} ${type?.split(";")[0]}`);
  assert.deepEqual([...new Set(types)].sort(), ["200 application/wasm", "200 text/css", "200 text/javascript"]);
  await page.goBack();
  await shows(page, "Team", 1, "the team of version 1");
  await page.goBack();
  await shows(page, "Home", 1);
  await page.goForward();
  await shows(page, "Team", 1, "the team of version 1");
  assert.equal(new URL(page.url()).pathname, site.team);
});

await check("a deep link typed in is answered with 200 by the fallback, as is its reload; back from there is the page before", async () => {
  const response = await page.goto(`${url}${site.deep}`);
  assert.equal(response.status(), 200);
  assert.equal(response.headers()["cache-control"], "no-cache");
  await shows(page, site.shows, 1);
  await picture(page, "deep-link");
  assert.equal((await page.reload()).status(), 200);
  await shows(page, site.shows, 1);
  await page.goto(`${url}${site.numbers}`);
  await shows(page, "Numbers", 1, "wasm of version 1");
  await page.goBack();
  await shows(page, site.shows, 1);
  assert.deepEqual(first.complaints, []);
});

await check("what is missing is 404 and no-store for scripts, styles and data, and no page of the application", async () => {
  for (const path of [missing, missing.replace(".js", ".css"), "/api/none.json", "/none"]) {
    const { type, ...rest } = await ask(page, path);
    assert.deepEqual(rest, { status: 404, "cache-control": "no-store" }, path);
  }
  assert.match(await page.evaluate((path) => import(path).catch(String), missing), /Failed to fetch dynamically imported module/);
  assert.equal((await page.goto(`${url}/about/none.png`)).status(), 404);
  await picture(page, "missing");
});
await first.context.close();

const worked = await visit("allow");

await check("a service worker is installed, controls the page, and passes a deep link on to the fallback", async () => {
  await worked.page.goto(`${url}/`);
  await controlled(worked.page);
  const response = await worked.page.goto(`${url}${site.deep}`);
  assert.deepEqual([response.status(), response.fromServiceWorker()], [200, true]);
  await shows(worked.page, site.shows, 1);
  assert.deepEqual(worked.complaints, []);
});

await check("when owlet cannot be reached, the worker's page and scripts that are immutable do without it", async () => {
  await worked.context.setOffline(true);
  await worked.page.goto(`${url}/`);
  await shows(worked.page, "Home", 1);
  await picture(worked.page, "offline");
  await worked.context.setOffline(false);
  worked.complaints.length = 0; // of what was not to be had
});

const old = await visit("block");

await check("version 2 is deployed under an open page: a click still loads the lazy chunk, the style and the wasm of version 1", async () => {
  await old.page.goto(`${url}/`);
  await shows(old.page, "Home", 1);
  await old.page.waitForLoadState("networkidle");
  deploy(2);
  old.wire.length = 0;
  await click(old.page, "Team");
  await shows(old.page, "Team", 1, "the team of version 1");
  await picture(old.page, "old-page-after-deploy");
  await click(old.page, "Numbers");
  await shows(old.page, "Numbers", 1, "wasm of version 1");
  const came = hashed(old.wire);
  assert.ok(came.length >= 3, "nothing of this came from a cache");
  for (const { path, status, "cache-control": kept } of came) {
    assert.deepEqual([status, kept], [200, "public, max-age=31536000, immutable"], path);
  }
  assert.deepEqual(old.complaints, []);
});

await check("nothing else of version 1 is left: a name without a hash is 404", async () => {
  assert.equal((await ask(old.page, "/only-1.txt")).status, 404);
  assert.equal((await ask(old.page, "/only-2.txt")).status, 200);
  old.complaints.length = 0; // of the 404
});

await check("the reloaded page is version 2, and so are its deep link, its chunks and its wasm", async () => {
  const response = await old.page.reload();
  assert.equal(response.status(), 200);
  await shows(old.page, "Numbers", 2, "wasm of version 2");
  await click(old.page, "Team");
  await shows(old.page, "Team", 2, "the team of version 2");
  await old.page.goto(`${url}${site.deep}`);
  await shows(old.page, site.shows, 2);
  assert.deepEqual(old.complaints, []);
  await picture(old.page, "new-page");
});

await check("behind the service worker, too, the next page is version 2, and a worker that has changed is replaced", async () => {
  await worked.page.goto(`${url}/`);
  await shows(worked.page, "Home", 2);
  await click(worked.page, "Team");
  await shows(worked.page, "Team", 2, "the team of version 2");
  if (name === "svelte") await worked.page.waitForFunction(async () => (await caches.keys()).includes("version 2"));
  assert.deepEqual(worked.complaints, []);
  await picture(worked.page, "behind-worker");
});

await browser.close();
finish();
