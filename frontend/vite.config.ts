import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { woff2Only } from "./build/woff2Only.ts";

/** What every page needs and what changes rarely: one file that stays in the browser's cache across releases. */
const FRAMEWORK = /node_modules\/(?:react|react-dom|scheduler|@tanstack)\//;
/** Our own widgets: together, since twenty files of one kilobyte each wait for one another. Not the heavy half of the text renderer. */
const WIDGETS = /\/src\/(?:ui|keyboard|theme|preferences|text\/(?!richText|markdown|MathView|typeset|lex))/;

/**
 * Tells V8 to compile a file's functions while it arrives and off the main thread, rather than one by one as each is
 * first called: nearly all of them are. Other engines read a comment.
 */
const COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad\n";

export default defineConfig({
  base: "/static/",
  plugins: [react(), woff2Only()],
  build: {
    outDir: "dist",
    target: "es2022",
    // An inlined font is a data: address, which the page's Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    // Names the files that each page needs, for the server to have them fetched while the first of them runs.
    manifest: true,
    rolldownOptions: {
      // The second runs before the first, on the labelling desk alone.
      input: ["index.html", "src/features/labeling/early/early.ts"],
      output: {
        postBanner: COMPILE_AT_ONCE,
        codeSplitting: {
          groups: [
            // One file by itself, for the desk's first script waits for whatever lies in one file with what it imports.
            { name: "visible", test: /\/src\/(?:text\/visible|features\/labeling\/meantQueue)\./, priority: 1 },
            { name: "framework", test: FRAMEWORK },
            { name: "widgets", test: WIDGETS },
            { name: "katex", test: /node_modules\/katex\// },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:8000" },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    sequence: { shuffle: true },
    // A machine that is busy is slow, not wrong.
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
