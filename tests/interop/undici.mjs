// Node's undici as a client of owlet: pipelining, pools, streams, aborts and fetch. Started by node_clients.py.
import { setTimeout as sleep } from "node:timers/promises";
import { assert, check, finish, load, url } from "./outcomes.mjs";

const { Client, Pool, fetch, request } = load("undici");
const content = (n) => `file ${n}\n`;

async function whole({ statusCode, headers, body }) {
  return { status: statusCode, headers, text: await body.text() };
}

// A request of the n-th kind and what its answer must be.
function exchange(n) {
  const path = `/many/${n % 100}.txt?${n}`;
  const kinds = [
    [{ method: "GET", path }, 200, content(n % 100)],
    [{ method: "HEAD", path, reset: false }, 200, ""], // undici by itself hangs up after each HEAD
    [{ method: "GET", path, headers: { "if-none-match": "*" } }, 304, ""],
    [{ method: "GET", path, headers: { range: "bytes=0-3" } }, 206, "file"],
    [{ method: "GET", path: `/missing/${n}` }, 404, null],
    [{ method: "GET", path, headers: { "if-match": '"x"' } }, 412, null],
    [{ method: "GET", path }, 200, content(n % 100)],
    [{ method: "OPTIONS", path }, 204, ""],
  ];
  return kinds[n % kinds.length];
}

async function all(dispatcher, count, kind = exchange) {
  await Promise.all(Array.from({ length: count }, async (_, n) => {
    const [options, status, text] = kind(n);
    const got = await whole(await dispatcher.request(options));
    assert.equal(got.status, status, `status of ${n}`);
    if (text !== null) assert.equal(got.text, text, `content of ${n}`);
    if (options.method === "HEAD") assert.equal(got.headers["content-length"], String(content(n % 100).length));
  }));
}

function counted(dispatcher) {
  const counts = { connect: 0, disconnect: 0 };
  for (const name of Object.keys(counts)) dispatcher.on(name, () => counts[name]++);
  return counts;
}

await check("one connection with pipelining 10 carries 4,000 mixed requests, each with its own answer", async () => {
  const client = new Client(url, { pipelining: 10 });
  const counts = counted(client);
  await all(client, 4000);
  assert.deepEqual(counts, { connect: 1, disconnect: 0 });
  await client.close();
});

await check("a pool of 8 connections with pipelining 10 carries 8,000", async () => {
  const pool = new Pool(url, { connections: 8, pipelining: 10 });
  const counts = counted(pool);
  await all(pool, 8000);
  assert.ok(counts.connect <= 8 && counts.disconnect === 0, JSON.stringify(counts));
  await pool.close();
});

await check("POST and PUT with bodies, by length and in chunks, keep the connection among pipelined GETs", async () => {
  const client = new Client(url, { pipelining: 10 });
  const counts = counted(client);
  await all(client, 500, (n) => {
    const chunks = (async function* () { for (let i = 0; i < 5; i++) yield Buffer.alloc(999, "x"); })();
    if (n % 5 === 0) return [{ method: "POST", path: "/many/1.txt", body: "x".repeat(n * 10) }, 405, null];
    if (n % 5 === 1) return [{ method: "PUT", path: "/many/1.txt", body: chunks }, 405, null];
    return exchange(n);
  });
  assert.deepEqual(counts, { connect: 1, disconnect: 0 });
  await client.close();
});

await check("large files pipelined with small ones arrive whole and in order", async () => {
  const client = new Client(url, { pipelining: 10 });
  const lengths = await Promise.all(Array.from({ length: 60 }, async (_, n) => {
    const { body } = await client.request({ method: "GET", path: n % 3 ? `/many/${n}.txt` : "/large.bin" });
    return (await body.arrayBuffer()).byteLength;
  }));
  assert.deepEqual(lengths, lengths.map((_, n) => (n % 3 ? content(n).length : 5_000_000)));
  await client.close();
});

await check("a reader that is slow gets all of a large file", async () => {
  const { body } = await request(`${url}/large.bin`);
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length % 20 === 0) await sleep(1);
  }
  assert.equal(length, 5_000_000);
});

await check("aborting half-way harms no request behind it", async () => {
  const client = new Client(url, { pipelining: 10 });
  for (let n = 0; n < 20; n++) {
    const abort = new AbortController();
    const { body } = await client.request({ method: "GET", path: "/large.bin", signal: abort.signal });
    body.on("error", () => {});
    abort.abort();
    assert.equal((await whole(await client.request({ method: "GET", path: `/many/${n}.txt` }))).text, content(n));
  }
  await client.close();
});

await check("fetch follows a folder's redirect and reads type, length and tag", async () => {
  const response = await fetch(`${url}/many?x=1`);
  assert.equal(response.status, 404); // a folder without an index
  assert.equal(response.url, `${url}/many/?x=1`);
  const file = await fetch(`${url}/main.mjs`);
  assert.equal(file.headers.get("content-type").split(";")[0], "text/javascript");
  const again = await fetch(`${url}/main.mjs`, { headers: { "if-none-match": file.headers.get("etag") } });
  assert.equal(again.status, 304);
});

finish();
