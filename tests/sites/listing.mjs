// A person with Chromium at listings of names that mean harm: with and without JavaScript, by the keyboard alone, in the light, in the
// dark, on a phone. Started by check.py.
import { readFileSync, readdirSync } from "node:fs";
import { assert, check, chromium as executablePath, finish, load, out, root, url } from "../interop/outcomes.mjs";

const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const hostile = `${url}/hostile/deep%20folder/`, folder = Buffer.from(`${root}/hostile/deep folder/`);
const desk = { viewport: { width: 1200, height: 900 } }, phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"],
});

// A page, and all that a name could have done: scripts, dialogs, violations of the policy, requests to elsewhere, errors.
async function visit(target, options = {}) {
  const context = await browser.newContext({ ...desk, acceptDownloads: true, ...options }), page = await context.newPage(), faults = [];
  page.setDefaultTimeout(20_000);
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`), true));
  page.on("console", (message) => message.location().url === `${url}/favicon.ico`         // which it wants of a file that it shows
    || faults.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => { faults.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => /^data:/.test(request.url()) || request.url().startsWith(`${url}/`) || faults.push(`asked ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.status()} for ${response.url()}`));
  page.on("popup", () => faults.push("popup"));
  await page.goto(target);
  return { context, page, faults };
}

const rows = (page) => page.locator("tbody.rows a");
const texts = (page) => page.$$eval("tbody.rows tr", (all) => all.filter((row) => row.checkVisibility()).map((row) => row.querySelector("bdi").textContent));
const links = (page) => page.$$eval("tbody.rows a", (all) => all.map((a) => a.getAttribute("href")));
const shoot = (page, name, more = {}) => page.screenshot({ path: `${out}/listing-${name}.png`, ...more });
const reload = (page) => page.waitForFunction(() => document.readyState === "complete" && document.querySelector("tbody.rows a"));

async function harmless({ page, faults }) {
  assert.deepEqual(faults, []);
  const found = await page.evaluate(() => ({ hit: typeof window.hit, scripts: document.scripts.length, styles: document.styleSheets.length,
    odd: document.querySelectorAll("img, svg, iframe, object, embed, base, meta[http-equiv], [style*=position], [autofocus]").length }));
  assert.deepEqual(found, { hit: "undefined", scripts: 1, styles: 1, odd: 0 });
}

// By the debugger, where the policy of the page does not count.
async function audit({ page, context }) {
  const session = await context.newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const expression = `axe.run(document, { resultTypes: ["violations"] }).then((found) => JSON.stringify(found.violations.map(
    ({ id, help, nodes }) => [id, help, nodes.length, nodes[0].html.slice(0, 200), nodes[0].failureSummary])))`;
  const { result } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  await session.detach();
  assert.equal(result.value, "[]");
}

// Bytes of what a name in a link stands for.
const unescaped = (href) => Buffer.from(href.replace(/^\.\//, "").replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");

// A click on a file: it is shown or saved; either way it is that file, byte for byte.
async function opens(page, link, name, press = (a) => a.click()) {
  const wanted = Buffer.concat([Buffer.from("name: "), name, Buffer.from("\n")]);
  const saved = page.waitForEvent("download").catch(() => null), shown = page.waitForEvent("framenavigated").catch(() => null);
  await press(link);
  const download = await Promise.race([saved, shown.then(() => null)]);
  const bytes = download ? readFileSync(await download.path()) : await (await page.context().request.get(page.url())).body();
  assert.ok(bytes.equals(wanted), `${JSON.stringify(name.toString())} opens ${bytes.subarray(0, 80)}`);
  if (!download) {
    await page.goBack();
    await reload(page);
  }
}

async function clickAll(page) {
  const hrefs = await links(page);
  const names = readdirSync(folder, { encoding: "buffer" });
  assert.deepEqual(hrefs.map((href) => unescaped(href.replace(/\/$/, "")).toString("hex")).sort(), names.map((name) => name.toString("hex")).sort());
  for (const [number, href] of hrefs.entries()) {
    const link = rows(page).nth(number);
    if (!href.endsWith("/")) {
      await opens(page, link, unescaped(href));
    } else {
      await link.click();
      await page.waitForURL((at) => at.pathname.startsWith("/hostile/deep%20folder/") && at.pathname !== "/hostile/deep%20folder/");
      assert.deepEqual(await texts(page), ["inner"]);
      await page.goBack();
      await reload(page);
    }
  }
  return hrefs.length;
}

for (const [name, options] of Object.entries({ light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, phone: { ...phone, colorScheme: "light" },
  "phone-dark": { ...phone, colorScheme: "dark" }, forced: { forcedColors: "active" }, narrow: { viewport: { width: 320, height: 600 } } })) {
  await check(`listing, ${name}: names that mean harm do none, axe finds no fault, nothing is wider than the window`, async () => {
    const here = await visit(hostile, options);
    await shoot(here.page, name, { fullPage: !options.deviceScaleFactor });
    await harmless(here);
    await audit(here);
    const [content, view] = await here.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= view, `${content} px of ${view}`);
    await here.context.close();
  });
}

await check("listing: pages of the root, of an empty folder, of one that is sorted and of a path that is HTML are as faultless", async () => {
  for (const [name, target] of Object.entries({ root: `${url}/`, empty: `${url}/hostile/empty/`, sorted: `${hostile}?sort=size&order=desc`,
    path: `${url}/%3Cscript%3Ewindow.hit=1%3C/script%3E/` })) {
    for (const colorScheme of ["light", "dark"]) {
      const here = await visit(target, { colorScheme, viewport: { width: 1200, height: 500 } });
      if (colorScheme === "light") await shoot(here.page, name);
      await harmless(here);
      await audit(here);
      await here.context.close();
    }
  }
});

await check("listing: to a screen reader it is a table with heads of columns and of rows, a navigation and a search", async () => {
  const { context, page } = await visit(`${hostile}?sort=size`);
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const count = (role) => nodes.filter((node) => !node.ignored && node.role?.value === role).length, entries = await rows(page).count();
  assert.deepEqual(["table", "columnheader", "rowheader", "row", "navigation", "search", "searchbox", "main", "heading"].map((role) => [role, count(role)]),
    [["table", 1], ["columnheader", 3], ["rowheader", entries + 1], ["row", entries + 2], ["navigation", 1], ["search", 1], ["searchbox", 1], ["main", 1],
      ["heading", 1]]);
  await context.close();
});

await check("listing: a click on each name opens that file or folder", async () => {
  const here = await visit(hostile);
  console.log(`  ${await clickAll(here.page)} names clicked`);
  await harmless(here);
  await here.context.close();
});

await check("listing, without JavaScript: a click on each name opens it, heads sort, crumbs and parent lead up, and no filter is in the way", async () => {
  const { context, page, faults } = await visit(hostile, { javaScriptEnabled: false });
  assert.equal(await page.locator("#search").isVisible(), false);
  await clickAll(page);
  for (const [head, order] of [["Size", "descending"], ["Size", "ascending"], ["Modified", "descending"], ["Name", "ascending"], ["Name", "descending"]]) {
    await page.click(`thead >> text=${head}`);
    assert.equal(await page.getAttribute("thead th[aria-sort]", "aria-sort"), order);
    assert.match(await page.innerText("thead th[aria-sort]"), new RegExp(`^${head}`));
  }
  await page.click("text=Parent folder");
  assert.deepEqual([new URL(page.url()).pathname, new URL(page.url()).search], ["/hostile/", "?sort=name&order=desc"]);
  await page.click("tbody.rows >> text=deep folder");
  await page.click("nav >> text=hostile");
  assert.equal(page.url(), `${url}/hostile/?sort=name&order=desc`);
  await page.click("nav >> text=Home");
  assert.equal(page.url(), `${url}/?sort=name&order=desc`);
  await shoot(page, "without-javascript");
  assert.deepEqual(faults, []);
  await context.close();
});

// What has the focus: where it is, whether it shows, and whether it is under something else.
const focused = (page) => page.evaluate(() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const top = document.elementFromPoint(box.left + Math.min(box.width, innerWidth) / 2, box.top + box.height / 2);
  return { text: it.id || it.textContent, place: [...document.querySelectorAll("a[href], input")].indexOf(it), outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, on: it.contains(top) || top?.contains(it),
    inside: box.top >= 0 && box.bottom <= innerHeight };
});

await check("listing, by the keyboard alone: Tab reaches everything in order, there and back, and what has the focus shows and is under nothing", async () => {
  const here = await visit(hostile), { page } = here, wanted = await page.locator("a[href], input").count(), seen = [];
  for (const key of ["Tab", "Shift+Tab"]) {
    const stops = [];
    for (let number = 0; number < wanted; number++) {
      await page.keyboard.press(key);
      stops.push(await focused(page));
    }
    assert.equal(stops.findIndex((stop) => stop === null), -1, `${key}: the focus is nowhere`);
    assert.deepEqual(stops.filter(({ outline, on, inside }) => !(outline && on && inside)), [], key);
    seen.push(stops.map(({ place }) => place));
    if (key === "Tab") await page.keyboard.press("Tab");       // beyond the last
  }
  assert.deepEqual(seen[0], [...Array(wanted).keys()]);
  assert.deepEqual(seen[1], seen[0].reverse());
  await harmless(here);
  await here.context.close();
});

await check("listing, by the keyboard alone: Enter opens a file, a folder, a crumb and a head; words in the filter filter, and Escape ends that", async () => {
  const { context, page } = await visit(hostile, { colorScheme: "light" });
  const reach = async (text) => {
    for (let number = 0; number < 300; number++) {
      await page.keyboard.press("Tab");
      if ((await focused(page))?.text === text) return;
    }
    assert.fail(`Tab does not reach ${text}`);
  };
  await reach("plain.txt");
  await opens(page, null, Buffer.from("plain.txt"), () => page.keyboard.press("Enter"));
  await reach("filter");
  await page.keyboard.type("IMG 1", { delay: 5 });
  await page.waitForFunction(() => document.getElementById("told").value !== "");
  await page.waitForFunction(() => !/^0 |^$/.test(document.getElementById("told").value) && [...document.querySelectorAll("tbody.rows tr")].some((row) => row.hidden));
  await page.waitForFunction(() => document.getElementById("told").value.startsWith("5 of"));
  assert.deepEqual((await texts(page)).sort(), ["img1.png", "img10.png", "img11.png", "img12.png", "img100.png"].sort());
  await shoot(page, "filtered", { clip: { x: 0, y: 0, width: 1200, height: 420 } });
  await page.keyboard.press("Enter");
  assert.equal(page.url(), hostile, "Enter in the filter goes nowhere");
  await reach("img1.png");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await reach("filter");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.getElementById("told").value === "");
  assert.equal((await texts(page)).length, await rows(page).count());
  await reach("Size");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${hostile}?sort=size&order=desc`);
  await reach("hostile");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/hostile/?sort=size&order=desc`);
  await context.close();
});

await check("listing: the filter takes words in any case and order, says how many it found, and finds a name by what it shows", async () => {
  const here = await visit(hostile), { page } = here, all = await rows(page).count();
  for (const [typed, wanted] of [["IMG 10", ["img10.png", "img100.png"]], ["png 11", ["img11.png"]], ["<script>", ["<script>window.hit=1", "<script>window.hit=2<"]],
    ["no such name", []], ["grüße 猫", ["grüße-猫"]], ["GRÜSSE", []], ["a\\b", ["a\\b"]], [".*", []], ["  ", null], ["", null]]) {
    await page.fill("#filter", typed);
    const told = wanted === null ? "" : `${wanted.length} of ${all}`;
    await page.waitForFunction((text) => document.getElementById("told").value === text, told);
    if (wanted) assert.deepEqual((await texts(page)).sort(), [...wanted].sort(), typed);
    else assert.equal((await texts(page)).length, all);
  }
  await page.fill("#filter", "no such name");
  await page.waitForFunction(() => document.getElementById("told").value.startsWith("0 of"));
  await audit(here);
  await harmless(here);
  await here.context.close();
});

await check("listing: back goes to the order that there was, a folder keeps the order, and a reload is a 304 that works", async () => {
  const { context, page, faults } = await visit(hostile), wire = [];
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.responseReceivedExtraInfo", ({ statusCode }) => wire.push(statusCode));
  await page.click("thead >> text=Size");
  await page.waitForURL(/sort=size/);
  const sorted = await texts(page);
  await page.fill("#filter", "img s");
  await page.waitForFunction(() => document.getElementById("told").value.startsWith("4 of"));
  await page.click("tbody.rows a.directory >> visible=true >> nth=0");
  await page.waitForURL(/deep%20folder\/.+\/\?sort=size&order=desc$/);
  await page.goBack();
  await page.waitForURL(`${hostile}?sort=size&order=desc`);
  await reload(page);
  await page.waitForFunction(() => document.getElementById("filter").value ? document.getElementById("told").value.startsWith("4 of")
    : !document.querySelector("tbody.rows [hidden]"));       // the filter may be there again, or gone; never the one without the other
  await page.fill("#filter", "");
  await page.waitForFunction(() => document.getElementById("told").value === "");
  assert.deepEqual(await texts(page), sorted);
  wire.length = 0;
  await page.reload();
  await page.waitForSelector("#search:not([hidden])");
  assert.deepEqual(wire, [304]);
  await page.goBack();
  assert.equal(page.url(), hostile);
  assert.deepEqual(faults, []);
  await context.close();
});

await check("listing of 100,000: it loads, scrolls, filters and sorts", async () => {
  const { context, page, faults } = await visit(`${url}/hostile/`), times = {};
  const timed = async (what, action) => {
    const since = performance.now();
    await action();
    times[what] = Math.round(performance.now() - since);
  };
  const told = (text) => page.waitForFunction((wanted) => document.getElementById("told").value === wanted, text, { polling: 20, timeout: 60_000 });
  page.setDefaultTimeout(90_000);
  await timed("first row", async () => {
    await page.goto(`${url}/many/`, { waitUntil: "commit" });
    await page.waitForSelector("tbody.rows a");
  });
  await timed("load after that", () => page.waitForLoadState("load"));
  assert.equal(await rows(page).count(), 100_000);
  await timed("picture", () => shoot(page, "many"));
  await timed("to the end", async () => {
    await page.keyboard.press("End");
    await page.waitForFunction(() => scrollY + innerHeight > document.documentElement.scrollHeight - 20);
    await shoot(page, "many-end");
  });
  await timed("first filter", async () => {
    await page.fill("#filter", "photo 777");
    await told("280 of 100000");
  });
  await shoot(page, "many-filtered");
  await timed("next filter", async () => {
    await page.fill("#filter", "photo 77777");
    await told("1 of 100000");
  });
  await timed("no filter", async () => {
    await page.fill("#filter", "");
    await told("");
  });
  await page.evaluate(() => scrollTo(0, 0));
  await timed("sorted by size", async () => {
    await page.click("thead >> text=Size");
    await page.waitForURL(/sort=size/);
    await page.waitForLoadState("load");
  });
  assert.equal(await rows(page).count(), 100_000);
  console.log(`  ms: ${Object.entries(times).map(([what, took]) => `${what} ${took}`).join(", ")}`);
  assert.deepEqual(faults, []);
  await context.close();
});

await browser.close();
finish();
