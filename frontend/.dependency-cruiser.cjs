/** Who may import whom. Every rule is an error: a boundary that only warns is not one. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "features-are-strangers",
      comment: "What two features share belongs to api, keyboard, text or ui.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "features-do-not-know-the-app",
      severity: "error",
      from: { path: "^src/features/" },
      to: { path: "^src/(app|main)" },
    },
    {
      name: "shared-code-knows-no-feature",
      severity: "error",
      from: { path: "^src/(api|keyboard|text|ui|theme)/" },
      to: { path: "^src/(features|app)/" },
    },
    {
      name: "the-network-knows-no-screen",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: "^src/(keyboard|text|ui)/" },
    },
    {
      name: "keys-know-no-widget",
      comment: "The widgets read the command table, never the other way round.",
      severity: "error",
      from: { path: "^src/keyboard/" },
      to: { path: "^src/(api|text|ui)/" },
    },
    {
      name: "a-draft-is-pure",
      comment: "draft.ts decides what a key press does to an annotation: data in, data out.",
      severity: "error",
      from: { path: "/draft\\.ts$" },
      to: { path: ["^node_modules/(react|@tanstack)", "^src/api/client", "^src/(ui|keyboard|text)/"] },
    },
    {
      name: "tests-stay-tests",
      severity: "error",
      from: { pathNot: "\\.test\\.tsx?$|^src/testing/" },
      to: { path: "\\.test\\.tsx?$|^src/testing/" },
    },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: "\\.(test\\.tsx?|d\\.ts|css)$|(main\\.tsx|early\\.ts)$" }, to: {} },
    { name: "everything-resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "shipped-code-uses-shipped-packages",
      severity: "error",
      from: { path: "^src", pathNot: "\\.test\\.tsx?$|^src/testing/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "browser", "default"] },
  },
};
