import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { version, versionWasm } from "../version_wasm.js";

export default defineConfig({
  plugins: [react(), versionWasm],
  define: { VERSION: JSON.stringify(`version ${version}`) },
  build: { outDir: `../built/react/${version}`, emptyOutDir: true },
});
