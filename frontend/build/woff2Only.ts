import type { Plugin } from "vite";

/** KaTeX offers every font in three formats; browsers that run this app read woff2, so the others are not shipped. */
export function woff2Only(): Plugin {
  return {
    name: "assay-woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex") || !id.endsWith(".css")) return null;
      return code.replace(/,url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g, "");
    },
  };
}
