/* Runs before the first paint, so that a dark page never flashes white. A file of its own: the page allows no inline script. */
(() => {
  try {
    const chosen = localStorage.getItem("assay-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage can be forbidden; the system's choice holds then.
  }
})();
