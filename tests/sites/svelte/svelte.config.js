import adapter from "@sveltejs/adapter-static";
import { version } from "../version_wasm.js";

const out = `../built/svelte/${version}`;
export default {
  kit: {
    adapter: adapter({ pages: out, assets: out, fallback: "200.html" }),
    prerender: { handleUnseenRoutes: "ignore" },
    version: { name: `version ${version}` },
  },
};
