// Headless Chromium as a client of owlet: modules, wasm, revalidation, a film to seek in, a service worker. Started by node_clients.py.
import { readFileSync, writeFileSync } from "node:fs";
import { assert, check, chromium as executablePath, finish, load, out, root, url } from "./outcomes.mjs";
import { makeFilm, vp8Frame } from "./webm.mjs";

const SECONDS = 150;
const { chromium } = load("playwright-core");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ viewport: { width: 760, height: 640 } });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const complaints = [];
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));

// What came over the wire, as the network stack saw it: a 304 that the page never hears of is one here.
const wire = [];
const devtools = await context.newCDPSession(page);
await devtools.send("Network.enable");
devtools.on("Network.responseReceivedExtraInfo", ({ statusCode, headers }) => wire.push({ statusCode, headers }));
const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const ready = () => page.waitForSelector("html[data-ready=yes]");
const results = () => page.$$eval("#results dt", (terms) => Object.fromEntries(terms.map((t) => [t.textContent, t.nextSibling.textContent])));

// Frames of noise, so that they are large; the second is written in a row of eight black and white blocks.
async function film() {
  const frames = await page.evaluate(async (seconds) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const pen = canvas.getContext("2d");
    const texts = [];
    for (let second = 0; second < seconds; second++) {
      const noise = pen.createImageData(320, 240);
      for (let at = 0; at < noise.data.length; at++) noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
      pen.putImageData(noise, 0, 0);
      pen.fillStyle = "#fff";
      pen.fillRect(40, 20, 240, 100);
      pen.fillStyle = "#000";
      pen.font = "60px sans-serif";
      pen.fillText(`${second} s`, 90, 90);
      for (let bit = 0; bit < 8; bit++) {
        pen.fillStyle = second & (1 << bit) ? "#fff" : "#000";
        pen.fillRect(bit * 40, 160, 40, 60);
      }
      texts.push(canvas.toDataURL("image/webp", 0.99).split(",")[1]);
    }
    return texts;
  }, SECONDS);
  return makeFilm(frames.map((text) => vp8Frame(Buffer.from(text, "base64"))), 320, 240);
}

// The second that the blocks of the picture on show say.
const shownSecond = () => page.evaluate(() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const pen = canvas.getContext("2d");
  pen.drawImage(document.querySelector("#film"), 0, 0, 320, 240);
  return Array.from({ length: 8 }, (_, bit) => (pen.getImageData(bit * 40 + 20, 190, 1, 1).data[0] > 128 ? 1 << bit : 0)).reduce((a, b) => a + b);
});

await check("the page comes with style, picture, modules, a JSON module, streamed wasm and 100 fetches, and nothing complains", async () => {
  await page.goto(`${url}/`);
  await ready();
  assert.deepEqual(await results(), { module: "imported", "JSON module": "read as application/json", wasm: "42", "lazy module": "loaded", "100 fetches": "true" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(250, 248, 240)");
  assert.equal(await page.$eval("#owl", (owl) => owl.complete && owl.naturalWidth), 24);
  assert.deepEqual(complaints, []);
});

await check("a reload is answered with 304s, and the page is whole again", async () => {
  wire.length = 0;
  await page.reload();
  await ready();
  const statuses = wire.map((response) => response.statusCode);
  assert.ok(statuses.includes(304) && statuses.every((status) => [200, 304, 404].includes(status)), String(statuses));
  assert.ok(wire.some((response) => response.statusCode === 304 && lower(response.headers).etag), "a 304 with its ETag");
  assert.equal((await results()).wasm, "42");
});

await check("a changed file is seen by the next reload, and by a fetch that asks whether it has changed", async () => {
  const ask = () => page.evaluate(async () => (await (await fetch("data.json", { cache: "no-cache" })).json()).name);
  wire.length = 0;
  assert.equal(await ask(), "read as application/json");
  assert.deepEqual(wire.map((response) => response.statusCode), [304]);
  writeFileSync(`${root}/data.json`, '{ "name": "changed" }\n');
  assert.equal(await ask(), "changed");
  writeFileSync(`${root}/index.html`, readFileSync(`${root}/index.html`, "utf8").replace("<title>", "<title>changed: "));
  await page.reload();
  await ready();
  assert.equal(await page.title(), "changed: owlet and a browser");
});

await check("a film is sought in by ranges: each place shows its own picture without the bytes before it", async () => {
  const data = await film();
  assert.ok(data.length > 4_000_000, `a film of ${data.length} bytes`);
  writeFileSync(`${root}/film.webm`, data);
  wire.length = 0;
  await page.evaluate(() => new Promise((resolve, reject) => {
    const film = Object.assign(document.querySelector("#film"), { src: "film.webm", onloadedmetadata: resolve });
    film.onerror = () => reject(new Error(film.error.message));
  }));
  assert.equal(await page.$eval("#film", (video) => video.duration), SECONDS);
  for (const second of [120, 3, 148, 61]) {
    await page.evaluate((to) => new Promise((resolve) => {
      Object.assign(document.querySelector("#film"), { onseeked: resolve, currentTime: to });
    }), second + 0.5);
    assert.equal(await shownSecond(), second);
  }
  const starts = wire.filter((response) => response.statusCode === 206)
    .map((response) => Number(/bytes (\d+)-/.exec(lower(response.headers)["content-range"])[1]));
  assert.ok(starts.some((start) => start > data.length / 2), `ranges from ${starts}`);
  await page.screenshot({ path: `${out}/page.png` });
});

await check("a service worker is installed, and shows the page when owlet cannot be reached", async () => {
  await page.evaluate(() => navigator.serviceWorker.register("worker.js").then(() => navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await context.setOffline(true);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll("#results dd").length >= 3);
  assert.equal((await results()).wasm, "42");
  await context.setOffline(false);
});

await check("a page that is missing shows its status", async () => {
  const response = await page.goto(`${url}/missing`);
  assert.equal(response.status(), 404);
  assert.match(await page.textContent("body"), /404/);
  await page.screenshot({ path: `${out}/missing.png` });
});

await check("a download is saved under its name, byte for byte as long", async () => {
  await page.goto(`${url}/`);
  const waiting = page.waitForEvent("download");
  await page.evaluate(() => Object.assign(document.createElement("a"), { href: "large.bin", download: "" }).click());
  const download = await waiting;
  assert.equal(download.suggestedFilename(), "large.bin");
  let length = 0;
  for await (const piece of await download.createReadStream()) length += piece.length;
  assert.equal(length, 5_000_000);
});

await browser.close();
finish();
