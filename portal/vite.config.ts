import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * The portal takes its colours from CSS variables: react-dsfr's tables of them (16 KB, compressed) stay behind, but for the one
 * that it paints the browser's own bar with.
 */
const withoutColourTables: Plugin = {
  name: "without-colour-tables",
  enforce: "pre",
  load: (id) => (/react-dsfr\/fr\/colors\.js$/.test(id) ? BARE_COLOURS : null),
};
const BARE_COLOURS = `export const colors = {
  getHex: ({ isDark }) => ({ decisions: { background: { default: { grey: { default: isDark ? "#161616" : "#ffffff" } } } } }),
};`;

// `make run` serves what is built, under the policy of production: there is no other server for it.
export default defineConfig({
  plugins: [withoutColourTables, react()],
  build: {
    assetsInlineLimit: 0, // the policy lets no font nor script in by a data address
    target: "es2022",
    chunkSizeWarningLimit: 600,
  },
  test: { environment: "jsdom", isolate: false, include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/vitest.setup.ts"] },
});
