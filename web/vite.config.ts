import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import tailwind from "@tailwindcss/vite";
import { defineConfig } from "vitest/config";
import { methodTable } from "./scripts/method_table.mjs";
import { pageFiles } from "./scripts/page_files.mjs";
import { compileHints, sharedFiles } from "./scripts/shared_files.mjs";

export default defineConfig({
  plugins: [react(), tailwind(), pageFiles(), methodTable(), compileHints()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Nothing is inlined: the content security policy has neither data: nor inline code.
  build: { target: "es2023", sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false }, manifest: true,
    // The console, and the portal of a client's people: each loads what it needs and no more.
    rolldownOptions: { input: ["index.html", "portal.html"], output: { codeSplitting: sharedFiles() } } },
  test: { environment: "node", include: ["src/**/*_test.{ts,tsx}"] },
});
