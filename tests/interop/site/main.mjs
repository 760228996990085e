// The page's module: a browser runs it only as a JavaScript type, and its wasm only as application/wasm.
import { show } from "./part.mjs";
import data from "./data.json" with { type: "json" };

show("module", "imported");
show("JSON module", data.name);
const { instance } = await WebAssembly.instantiateStreaming(fetch("add.wasm"));
show("wasm", String(instance.exports.add(40, 2)));
show("lazy module", (await import("./lazy%20one.mjs?version=1")).answer);
const files = await Promise.all(Array.from({ length: 100 }, async (_, n) => (await fetch(`many/${n}.txt`)).text()));
show("100 fetches", String(files.every((text, n) => text === `file ${n}\n`)));
document.documentElement.dataset.ready = "yes";
