"""How heavy the labelling desk is and how fast: bytes, time to words, key to paint, in a real browser on the real site.

Cold is a browser that was never here; warm is the same browser coming back for the fourth time, when it has kept the
files and what it compiled of them. Words count as visible when the browser has painted the text of the steps, in which
case formulas still stand as they were written; the desk when the first step stands there with its controls. Bare is a
page of one line without any script, measured in the same way: nothing on this machine can be faster. Key to paint runs
from the key press to the end of the frame that shows it.

    python benchmarks/label_page.py [--rounds 5] [--keys 60]
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from benchmarks.scratch_database import scratch_database

COLD_BYTES, COLD_MS, WARM_MS, KEY_MS = 500_000, 500, 200, 50
WIDTH, HEIGHT = 1440, 900
BETWEEN = 2  # visits between the cold and the warm one: the browser keeps compiled code from the third on

# Notes, on the page's own clock, when the frame with the first step was painted, and when its formulas were, and says
# so: a page that is asked again and again whether it is there yet is slower for it.
WATCH_STEPS = """
window.seen = {};
const note = (name) => requestAnimationFrame(() => { const channel = new MessageChannel();
  channel.port1.onmessage = () => { if (window.seen[name]) return;
    window.seen[name] = performance.now(); console.debug(`seen ${name}`); }; channel.port2.postMessage(0); });
new MutationObserver(() => {
  if (document.querySelector("#early, article")) note("words");
  if (document.querySelector("article")) note("desk");
  if (document.querySelector("article .katex")) note("formulas");
}).observe(document, { childList: true, subtree: true });
"""
WATCH_KEYS = """
window.painted = [];
addEventListener("keydown", (event) => requestAnimationFrame(() => { const channel = new MessageChannel();
  channel.port1.onmessage = () => window.painted.push(performance.now() - event.timeStamp);
  channel.port2.postMessage(0); }), { capture: true });
"""


@dataclass(frozen=True)
class Visit:
    """One visit of the desk: compressed bytes that travelled, requests, and when something was to be seen: the words of
    the steps, the desk with them on it, and their formulas."""

    bytes: int
    requests: int
    words_ms: float
    desk_ms: float
    formulas_ms: float


def main() -> None:
    """Measure and print, as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--keys", type=int, default=60)
    chosen = options.parse_args()
    with scratch_database("assay_label_page"), a_site() as address, a_playwright() as playwright:
        fill()
        report("8 steps of mathematics", visits(playwright, address, "short", rounds=chosen.rounds))
        report("200 steps of mathematics", visits(playwright, address, "long", rounds=chosen.rounds))
        report_keys(keys_to_paint(playwright, address, count=chosen.keys))


def fill() -> None:
    """A project with a short trajectory and one with a long one; an annotator for both."""
    from annotator.journal.services import SHELL
    from annotator.projects.services import add_guideline_version
    from annotator.trajectories.steps import Step
    from tests.factories.cast import NOON, make_team
    from tests.factories.trajectories import make_trajectory

    for slug, count in (("short", 8), ("long", 200)):
        team = make_team(slug=slug)
        rules = "**Correct (+1).** It follows.\n\n**First error.** The earliest that fails."
        add_guideline_version(project=team.project, body=rules, actor=SHELL, at=NOON)
        steps = [Step(text=step_text(number)) for number in range(count)]
        make_trajectory(team, slug, steps=steps, problem="What is the least $n$ with $n^2 > 10^4$?")


def step_text(number: int) -> str:
    """A step as PRMs read them: two sentences, two formulas in line, one displayed."""
    formula = rf"\[ \frac{{n^2 + {number}}}{{n - {number}}} = \sum_{{k=1}}^{{{number + 2}}} k^2 \]"
    return f"We look at $n = {number}$ and find that $n^2 + {number} > 0$ holds. So we can write\n{formula}"


@contextmanager
def a_site() -> Iterator[str]:
    """The site under granian, its static files in a folder of its own."""
    from tests.e2e.site import running_site

    variables = os.environ | {"ASSAY_SECRET_KEY": secret_key(), "ASSAY_ALLOWED_HOSTS": "127.0.0.1"}
    with tempfile.TemporaryDirectory() as home, running_site(environment=variables, home=Path(home)) as site:
        yield site.address


def secret_key() -> str:
    """The key of this process, so that a session made here is one there."""
    from django.conf import settings

    return str(settings.SECRET_KEY)


@contextmanager
def a_playwright() -> Iterator[Playwright]:
    """Playwright; Django's guard against asynchronous code mistakes its loop for one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright


def visits(playwright: Playwright, address: str, slug: str, *, rounds: int) -> dict[str, list[Visit]]:
    """Cold and warm visits in turn; each pair in a browser profile of its own."""
    found: dict[str, list[Visit]] = {"bare": [], "cold": [], "warm": []}
    url = f"{address}/p/{slug}/label"
    for _ in range(rounds):
        with signed_in(playwright, address) as context:
            found["bare"].append(bare_visit(context, address))
            found["cold"].append(visit(context, url))
            for _ in range(BETWEEN):
                visit(context, url)
            found["warm"].append(visit(context, url))
    return found


@contextmanager
def signed_in(playwright: Playwright, address: str) -> Iterator[BrowserContext]:
    """A browser with a profile on disk, as people have them, with a session in it and nothing in its cache."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.e2e.browsers import ARGUMENTS, find_browser

    client = Client()
    client.force_login(User.objects.get(username="ada"), backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_browser(playwright.chromium),
            args=ARGUMENTS,
            viewport={"width": WIDTH, "height": HEIGHT},
        )
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        yield context
        context.close()


def bare_visit(context: BrowserContext, address: str) -> Visit:
    """One line of text, from the same site."""
    page = context.new_page()
    page.add_init_script(WATCH_STEPS)
    html = "<!doctype html><title>bare</title><article>One line of text.</article>"
    page.route(f"{address}/bare", lambda route: route.fulfill(body=html, content_type="text/html"))
    go_until(page, f"{address}/bare", "desk")
    seen = page.evaluate("window.seen")
    page.close()
    return Visit(len(html), 1, seen["words"], seen["desk"], seen["desk"])


def visit(context: BrowserContext, url: str) -> Visit:
    """Open the desk in a new tab, and count until nothing travels any more."""
    page = context.new_page()
    page.add_init_script(WATCH_STEPS)
    received: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    go_until(page, url, "formulas")
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("window.seen")
    page.close()
    travelled = [size for size in received if size > 0]
    return Visit(int(sum(travelled)), len(travelled), seen["words"], seen["desk"], seen["formulas"])


def go_until(page: Page, url: str, name: str) -> None:
    """Open an address and wait until the page itself says that it has seen something."""
    with page.expect_event("console", lambda message: message.text == f"seen {name}"):
        page.goto(url, wait_until="commit")


def keys_to_paint(playwright: Playwright, address: str, *, count: int) -> dict[str, list[float]]:
    """Milliseconds from key to paint on 200 steps: labelling, moving, and going far."""
    with signed_in(playwright, address) as context:
        page = context.new_page()
        page.goto(f"{address}/p/long/label")
        page.wait_for_selector("article .katex")
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH_KEYS)
        return {
            "label (d, s, a)": press(page, "dsa", count),
            "move (j, k)": press(page, "jjk", count),
            "undo (z)": press(page, "z", count // 2),
        }


def press(page: Page, keys: str, count: int) -> list[float]:
    """Press keys as fast as somebody who reads does not: every 250 ms."""
    page.evaluate("window.painted.length = 0")
    for turn in range(count):
        page.keyboard.press(keys[turn % len(keys)])
        page.wait_for_timeout(250)
    painted: list[float] = page.evaluate("window.painted")
    return painted


def report(title: str, found: dict[str, list[Visit]]) -> None:
    """Medians of the visits beside what they may cost."""
    print(f"\n{title}\n\n| visit | kB compressed | requests | words ms | desk ms | formulas ms | target for words |")
    print("|---|--:|--:|--:|--:|--:|---|")
    targets = {"bare": "", "cold": f"{COLD_BYTES // 1000} kB, {COLD_MS} ms", "warm": f"{WARM_MS} ms"}
    for kind, seen in found.items():
        size = statistics.median(one.bytes for one in seen) / 1000
        requests = statistics.median(one.requests for one in seen)
        words, desk, formulas = (statistics.median(times) for times in zip(*map(moments, seen), strict=True))
        print(f"| {kind} | {size:.0f} | {requests:.0f} | {words:.0f} | {desk:.0f} | {formulas:.0f} | {targets[kind]} |")
    sys.stdout.flush()


def moments(seen: Visit) -> tuple[float, float, float]:
    """When words, desk and formulas were to be seen."""
    return seen.words_ms, seen.desk_ms, seen.formulas_ms


def report_keys(found: dict[str, list[float]]) -> None:
    """Percentiles per kind of key."""
    print("\nkey to paint, 200 steps\n\n| keys | n | p50 ms | p95 ms | target p95 |\n|---|--:|--:|--:|--:|")
    for name, painted in found.items():
        p50, p95 = statistics.median(painted), statistics.quantiles(painted, n=20)[-1]
        print(f"| {name} | {len(painted)} | {p50:.0f} | {p95:.0f} | {KEY_MS} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
