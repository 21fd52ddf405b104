"""Every route of the API and what each role is answered: nobody, a stranger, an annotator, a reviewer, a manager."""

from dataclasses import dataclass

NOBODY_ELSE = (401, 404)
NO_OPERATIONS = '{"base_revision": 0, "operations": []}'
MEMBERS = (*NOBODY_ELSE, 200, 200, 200)
REVIEWERS = (*NOBODY_ELSE, 403, 200, 200)
MANAGERS = (*NOBODY_ELSE, 403, 403, 200)


@dataclass(frozen=True)
class Route:
    """`status` in the order nobody, stranger, annotator, reviewer, manager. Ada (the annotator) holds `<assignment>`."""

    method: str
    path: str
    status: tuple[int, int, int, int, int]
    body: str = "{}"


ROUTES = [
    # accounts
    Route("GET", "session", (200, 200, 200, 200, 200)),
    Route("POST", "session", (400, 400, 400, 400, 400)),
    Route("DELETE", "session", (204, 204, 204, 204, 204)),
    Route("POST", "account/password", (401, 400, 400, 400, 400)),
    Route("GET", "account/preferences", (401, 200, 200, 200, 200)),
    Route("PATCH", "account/preferences", (401, 400, 400, 400, 400)),
    Route("GET", "account/tokens", (401, 200, 200, 200, 200)),
    Route("POST", "account/tokens", (401, 400, 400, 400, 400)),
    Route("DELETE", "account/tokens/<token>", (401, 404, 404, 404, 404)),
    # projects
    Route("GET", "projects", (401, 200, 200, 200, 200)),
    Route("POST", "projects", (401, 403, 403, 403, 403)),
    Route("GET", "projects/<slug>", MEMBERS),
    Route("GET", "projects/<slug>/members", MEMBERS),
    Route("POST", "projects/<slug>/members", (*NOBODY_ELSE, 403, 403, 400)),
    Route("PATCH", "projects/<slug>/members/<username>", (*NOBODY_ELSE, 403, 403, 400)),
    Route("DELETE", "projects/<slug>/members/<username>", (*NOBODY_ELSE, 403, 403, 204)),
    # labeling
    Route("GET", "protocols", (401, 200, 200, 200, 200)),
    Route("GET", "projects/<slug>/queues", MEMBERS),
    Route("POST", "projects/<slug>/queues", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/queues/board", REVIEWERS),
    Route("GET", "projects/<slug>/queues/choices", MANAGERS),
    Route("GET", "projects/<slug>/queues/<queue>", REVIEWERS),
    Route("PATCH", "projects/<slug>/queues/<queue>", MANAGERS),
    Route("POST", "projects/<slug>/queues/<queue>/claim", MEMBERS),
    Route("PUT", "projects/<slug>/queues/<queue>/taxonomy", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/taxonomies", MEMBERS),
    Route("POST", "projects/<slug>/taxonomies", (*NOBODY_ELSE, 403, 403, 400)),
    Route("POST", "projects/<slug>/taxonomies/read", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/taxonomies/<taxonomy>/<version>", MEMBERS),
    Route("GET", "projects/<slug>/taxonomies/<taxonomy>/<version>/file", MEMBERS),
    Route("GET", "projects/<slug>/taxonomies/<taxonomy>/usage", REVIEWERS),
    Route("POST", "projects/<slug>/queues/<queue>/reserve", MEMBERS),
    Route("DELETE", "projects/<slug>/queues/<queue>/reserve", (*NOBODY_ELSE, 204, 204, 204)),
    Route("POST", "projects/<slug>/queues/<queue>/refill", MANAGERS),
    Route("POST", "projects/<slug>/queues/<queue>/requeue", (*NOBODY_ELSE, 403, 403, 400)),
    Route("POST", "projects/<slug>/queues/<queue>/priorities", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/queues/<queue>/reveals", REVIEWERS),
    Route("GET", "projects/<slug>/queues/<queue>/slots", REVIEWERS),
    Route("POST", "projects/<slug>/queues/<queue>/slots/close", (*NOBODY_ELSE, 403, 403, 400)),
    Route("POST", "projects/<slug>/slots/<assignment>/reassign", (*NOBODY_ELSE, 403, 403, 400)),
    Route("POST", "projects/<slug>/slots/<assignment>/take-back", MANAGERS),
    Route("GET", "projects/<slug>/exclusions", REVIEWERS),
    Route("POST", "projects/<slug>/exclusions", (*NOBODY_ELSE, 403, 403, 400)),
    Route("DELETE", "projects/<slug>/exclusions/<absent>", (*NOBODY_ELSE, 403, 403, 404)),
    Route("GET", "projects/<slug>/assignments", MEMBERS),
    Route("GET", "projects/<slug>/assignments/<assignment>", (*NOBODY_ELSE, 200, 404, 404)),
    Route("GET", "projects/<slug>/assignments/<assignment>/steps/<step>", (*NOBODY_ELSE, 200, 404, 404)),
    Route("POST", "projects/<slug>/assignments/<assignment>/heartbeat", (*NOBODY_ELSE, 200, 404, 404)),
    Route("POST", "projects/<slug>/assignments/<assignment>/draft", (*NOBODY_ELSE, 200, 404, 404), NO_OPERATIONS),
    Route("POST", "projects/<slug>/assignments/<assignment>/submit", (*NOBODY_ELSE, 409, 404, 404), NO_OPERATIONS),
    Route("POST", "projects/<slug>/assignments/<assignment>/undo", (*NOBODY_ELSE, 409, 404, 404)),
    Route("POST", "projects/<slug>/assignments/<assignment>/reveal", (*NOBODY_ELSE, 409, 404, 404)),
    Route("POST", "projects/<slug>/assignments/<assignment>/skip", (*NOBODY_ELSE, 400, 404, 404)),
    Route("POST", "projects/<slug>/assignments/<assignment>/release", (*NOBODY_ELSE, 204, 404, 404)),
    # guidelines
    Route("GET", "projects/<slug>/guideline", MEMBERS),
    Route("GET", "projects/<slug>/guideline/versions", MEMBERS),
    Route("POST", "projects/<slug>/guideline/versions", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/guideline/versions/<version>", MEMBERS),
    Route("GET", "projects/<slug>/guideline/versions/<version>/diff", MEMBERS),
    Route("GET", "projects/<slug>/guideline/versions/<version>/touched", MANAGERS),
    Route("GET", "projects/<slug>/guideline/versions/<version>/requeues", (*NOBODY_ELSE, 403, 200, 200)),
    Route("POST", "projects/<slug>/guideline/versions/<version>/requeues", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/guideline/requeues/<requeue>", (*NOBODY_ELSE, 403, 200, 200)),
    # tutorials
    Route("GET", "projects/<slug>/tutorial", MEMBERS),
    Route("PUT", "projects/<slug>/tutorial", (*NOBODY_ELSE, 403, 403, 400)),
    Route("DELETE", "projects/<slug>/tutorial", MANAGERS),
    Route("POST", "projects/<slug>/tutorial/visit", (*NOBODY_ELSE, 400, 400, 400)),
    # scoring
    Route("GET", "projects/<slug>/scorers", MEMBERS),
    Route("POST", "projects/<slug>/scorers", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/scorers/presets", MANAGERS),
    Route("GET", "projects/<slug>/runs/preview", MANAGERS),
    Route("GET", "projects/<slug>/runs", (*NOBODY_ELSE, 403, 200, 200)),
    Route("POST", "projects/<slug>/runs", (*NOBODY_ELSE, 403, 403, 400)),
    Route("GET", "projects/<slug>/runs/<run>", (*NOBODY_ELSE, 403, 200, 200)),
    Route("POST", "projects/<slug>/runs/<run>/cancel", (*NOBODY_ELSE, 403, 403, 409)),
    Route("POST", "projects/<slug>/runs/<run>/pause", (*NOBODY_ELSE, 403, 403, 409)),
    Route("POST", "projects/<slug>/runs/<run>/resume", (*NOBODY_ELSE, 403, 403, 409)),
    Route("POST", "projects/<slug>/runs/<run>/retry", (*NOBODY_ELSE, 403, 403, 409)),
    # quality
    Route("GET", "projects/<slug>/quality", (*NOBODY_ELSE, 403, 200, 200)),
    Route("GET", "projects/<slug>/quality/mine", MEMBERS),
    Route("GET", "projects/<slug>/quality/feedback", MEMBERS),
    Route("GET", "projects/<slug>/quality/contests", MEMBERS),
    Route("POST", "projects/<slug>/quality/contests", (*NOBODY_ELSE, 400, 400, 400)),
    Route("POST", "projects/<slug>/quality/contests/<absent>/uphold", (*NOBODY_ELSE, 403, 404, 404)),
    Route("POST", "projects/<slug>/quality/contests/<absent>/revise", (*NOBODY_ELSE, 403, 404, 404)),
    Route("GET", "projects/<slug>/queues/<queue>/qualification", (*NOBODY_ELSE, 404, 404, 404)),
    Route("POST", "projects/<slug>/queues/<queue>/qualification", (*NOBODY_ELSE, 403, 403, 400)),
    Route("POST", "projects/<slug>/queues/<queue>/qualification/admit", (*NOBODY_ELSE, 403, 403, 404)),
    Route("GET", "projects/<slug>/queues/<queue>/checks", (*NOBODY_ELSE, 403, 200, 200)),
    Route("POST", "projects/<slug>/queues/<queue>/checks", (*NOBODY_ELSE, 403, 403, 400)),
    # browse
    Route("GET", "projects/<slug>/assignments/<assignment>/evidence", (*NOBODY_ELSE, 200, 404, 404)),
    Route("GET", "projects/<slug>/trajectories", MEMBERS),
    Route("GET", "projects/<slug>/trajectories/count", MEMBERS),
    Route("GET", "projects/<slug>/trajectories/filters", MEMBERS),
    Route("GET", "projects/<slug>/trajectories/<trajectory>", MEMBERS),
    Route("GET", "projects/<slug>/trajectories/<trajectory>/neighbours", MEMBERS),
    Route("GET", "projects/<slug>/images/<image>", MEMBERS),
    # audit
    Route("GET", "projects/<slug>/experiments", (*NOBODY_ELSE, 403, 200, 200)),
    Route("GET", "projects/<slug>/experiments/<queue>", (*NOBODY_ELSE, 403, 404, 404)),
    # exchange
    Route("GET", "projects/<slug>/imports", MANAGERS),
    Route("POST", "projects/<slug>/imports", (*NOBODY_ELSE, 403, 403, 415)),
    Route("GET", "projects/<slug>/imports/<import>", MANAGERS),
    Route("DELETE", "projects/<slug>/imports/<import>", (*NOBODY_ELSE, 403, 403, 409)),
    Route("GET", "projects/<slug>/imports/<import>/quarantine", MANAGERS),
    Route("GET", "projects/<slug>/imports/<import>/quarantine.jsonl", MANAGERS),
    Route("GET", "projects/<slug>/quarantine.jsonl", MANAGERS),
    Route("GET", "projects/<slug>/export", (*NOBODY_ELSE, 403, 200, 200)),
    Route("GET", "projects/<slug>/export/preview", (*NOBODY_ELSE, 403, 200, 200)),
]
