import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";
import { version, versionWasm } from "../version_wasm.js";

export default defineConfig({
  plugins: [sveltekit(), versionWasm],
  define: { VERSION: JSON.stringify(`version ${version}`) },
});
