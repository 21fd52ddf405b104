/*
 * Runs before the first paint, so that a dark page never flashes white. A file of its own: the page allows no inline script.
 * The account's choice stands in the page; what was chosen here and is not with the account yet goes before it.
 * src/preferences goes by the same rules and has the last word.
 */
(() => {
  const read = (text) => JSON.parse(text || "null");
  const session = read(document.getElementById("session")?.textContent);
  const ofAccount = session?.preferences?.theme ?? null;

  function chosen() {
    // Nobody is signed in: as this browser was last. "assay-theme" is where it stood before accounts had it.
    if (!session?.user) return localStorage.getItem("assay-theme-shown") ?? localStorage.getItem("assay-theme");
    const kept = read(localStorage.getItem(`assay-preferences/${session.user.username}`));
    if (kept === null) return ofAccount ?? localStorage.getItem("assay-theme");
    return kept.waiting?.theme ? kept.waiting.theme.value : ofAccount;
  }

  let theme = ofAccount;
  try {
    theme = chosen();
  } catch {
    // Storage can be forbidden; the account's choice or the system's holds then.
  }
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
})();
