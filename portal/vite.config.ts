import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** DSFR's two thousand classes of margins, paddings and columns stay behind, but for those that the code names. */
const SPACING = /\bfr-(?:[mp][trblxy]?|col)-[\w-]+/g;
const named = new Set(["src", "node_modules/@codegouvfr/react-dsfr"].flatMap(codeIn).flatMap((file) => readFileSync(file, "utf8").match(SPACING) ?? []));
const withoutUnusedSpacing = {
  postcssPlugin: "without-unused-spacing",
  Rule(rule: { selector: string; remove: () => void }) {
    const spacing = rule.selector.match(SPACING);
    if (spacing !== null && !spacing.some((each) => named.has(each))) rule.remove();
  },
};

function codeIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) => /\.(?:tsx?|js)$/.test(each) && !/^(?:dsfr|fr|src)\//.test(each));
  return files.map((each) => join(folder, each));
}

/** DSFR's own script, which menus and accordions need, is fetched and run once the page is drawn: it looks through all of it, at each change. */
const dsfrOnceDrawn: Plugin = {
  name: "dsfr-once-drawn",
  transform: (code, id) => (/react-dsfr\/start\.js$/.test(id) ? code.replace(`await import("./dsfr/dsfr.module")`, `await drawn; $&`).replace(/^/, `import { drawn } from "${DRAWN}";\n`) : null),
};
const DRAWN = join(import.meta.dirname, "src/app/drawn.ts");

/** What the first page cannot be drawn without is asked for with the page itself: what main.tsx imports later, and two fonts. */
const askedForAtOnce: Plugin = {
  name: "asked-for-at-once",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.values(bundle).flatMap((each) => {
        if (each.type === "chunk" && each.name === "start") {
          return [link(each.fileName, "modulepreload"), ...[...each.viteMetadata!.importedCss].map((file) => link(file, "stylesheet"))];
        }
        return /Marianne-(?:Bold|Regular)-[\w-]+\.woff2$/.test(each.fileName) ? [link(each.fileName, "preload", { as: "font", type: "font/woff2" })] : [];
      }),
  },
};
const link = (file: string, rel: string, more = {}) => ({ tag: "link", attrs: { rel, crossorigin: true, href: `/${file}`, ...more }, injectTo: "head" as const });

// `make run` serves what is built, under the policy of production: there is no other server for it.
export default defineConfig({
  plugins: [withoutColourTables, dsfrOnceDrawn, askedForAtOnce, react()],
  css: { postcss: { plugins: [withoutUnusedSpacing] } },
  build: {
    assetsInlineLimit: 0, // the policy lets no font nor script in by a data address
    target: "es2022",
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\/|vite\/preload-helper/, priority: 2 },
            { name: "start", test: /src\/start\.tsx$/, priority: 1 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 600,
  },
  test: { environment: "jsdom", isolate: false, include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/vitest.setup.ts"] },
});
