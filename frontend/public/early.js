/*
 * Asks for the next trajectory, or for the one in the address, while the code that will show it is still on its way.
 * The server names this file on the labelling desk's page and nowhere else; src/features/labeling/loadDesk.ts takes the
 * answers. What is refused or fails here is asked again there.
 */
(() => {
  const slug = /^\/p\/([-a-z0-9]+)\/label\/?$/.exec(location.pathname)?.[1];
  if (slug === undefined) return;
  const ask = (path, options) =>
    fetch(`/api/v1/projects/${slug}/${path}`, { headers: { Accept: "application/json" }, credentials: "same-origin", ...options })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
  const token = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const search = new URLSearchParams(location.search);
  const queues = ask("queues");

  async function claim() {
    const results = (await queues)?.results ?? [];
    const queue = results.find(({ id }) => String(id) === search.get("queue")) ?? results[0];
    if (queue === undefined) return null;
    const claim = await ask(`queues/${queue.id}/claim`, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() } });
    return claim && { queueId: queue.id, claim };
  }

  const assignment = search.get("assignment");
  const isNumber = assignment !== null && /^\d+$/.test(assignment);
  window.assayEarly = {
    slug,
    asked: Date.now(),
    queues,
    question: isNumber ? `${slug} assignment ${assignment}` : `${slug} next`,
    answer: isNumber ? ask(`assignments/${assignment}`) : claim(),
  };
})();
