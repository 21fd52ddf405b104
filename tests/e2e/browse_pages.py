"""The list of trajectories and one of them, as a person before the screen sees them."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page, Response, expect

from annotator.adjudication.models import GoldLabel
from annotator.labeling.models import Annotation, Assignment, StepNote
from annotator.projects.models import Annotator
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team


class ListPage:
    """One window with the list in it."""

    def __init__(self, page: Page, slug: str = "algebra") -> None:
        self.page = page
        self.slug = slug

    def open(self, query: str = "") -> "ListPage":
        """Go to the list and wait for its rows."""
        self.page.goto(f"/p/{self.slug}/trajectories{query}")
        expect(self.rows().first).to_be_visible()
        return self

    def rows(self) -> Locator:
        """The rows that are drawn, the head aside."""
        return self.page.get_by_role("grid").get_by_role("row").filter(has=self.page.get_by_role("checkbox"))

    def row(self, external_id: str) -> Locator:
        """The row of that trajectory."""
        link = self.page.get_by_role("link", name=external_id, exact=True)
        return self.rows().filter(has=link)

    def ids(self) -> list[str]:
        """The ids of the rows that are drawn, from the top."""
        return [found.strip() for found in self.rows().get_by_role("link").all_inner_texts()]

    def expect_ids(self, ids: Sequence[str]) -> None:
        """Wait until the list begins with these and, where they are few, has no others."""
        expect(self.rows().get_by_role("link")).to_have_text(list(ids))

    def expect_current(self, external_id: str) -> None:
        """Wait until that row is the one that keys act on, and in view."""
        row = self.row(external_id)
        expect(row).to_be_in_viewport()
        identity = row.get_attribute("id") or "there is no such row"
        expect(self.page.get_by_role("grid")).to_have_attribute("aria-activedescendant", identity)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def search(self, text: str) -> None:
        """Write a filter and put it in force."""
        self.page.get_by_role("combobox").fill(text)
        self.press("Enter")


class TrajectoryView:
    """One window with a trajectory in it."""

    def __init__(self, page: Page, slug: str = "algebra") -> None:
        self.page = page
        self.slug = slug

    def open(self, trajectory: Trajectory, query: str = "") -> "TrajectoryView":
        """Go to the trajectory and wait for its steps."""
        self.page.goto(f"/p/{self.slug}/trajectories/{trajectory.pk}{query}")
        expect(self.page.locator("article").first).to_be_visible()
        return self

    def step(self, index: int) -> Locator:
        """One step."""
        return self.page.locator(f"#step-{index}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def expect_focus(self, index: int) -> None:
        """Wait until that step has the focus, and in view."""
        expect(self.step(index)).to_have_attribute("aria-current", "step")
        expect(self.step(index)).to_be_in_viewport()

    def cell(self, scorer: str, index: int) -> Locator:
        """The cell of a scorer's lane beside a step."""
        return self.step(index).get_by_role("button", name=f"{scorer}, step {index}:")

    def explanation(self) -> Locator:
        """What is said about one reward, while it is."""
        return self.page.get_by_role("dialog", name="Where the score of")


class Wire:
    """Every answer of the API that reaches a window."""

    def __init__(self, page: Page) -> None:
        self.answers: list[Response] = []
        page.on("response", lambda answer: self.answers.append(answer) if "/api/" in answer.url else None)

    def bodies(self) -> str:
        """All of them in one text."""
        return "\n".join(f"{answer.url} {answer.text()}" for answer in self.answers if answer.request.method == "GET")


def add_gold(trajectory: Trajectory, labels: Sequence[int | None], **columns: object) -> GoldLabel:
    """Gold in force, its first error the first -1."""
    first = list(labels).index(-1) if -1 in labels else None
    values = {"first_error": first, "no_error": first is None, "method": "IMPORTED", "created_at": NOON, **columns}
    return GoldLabel.objects.create(trajectory=trajectory, protocol="ternary", labels=list(labels), **values)


def annotate(
    team: Team,
    name: str,
    trajectory: Trajectory,
    labels: Sequence[int | None],
    *,
    comments: dict[int, str] | None = None,
) -> Annotation:
    """A submitted annotation that can no longer be undone."""
    annotator = Annotator.objects.get(project=team.project, name=name)
    times = {"claimed_at": NOON, "undo_until": NOON}
    slot = Assignment.objects.create(
        queue=team.queue, trajectory=trajectory, annotator=annotator, status="SUBMITTED", **times
    )
    made = Annotation.objects.create(
        assignment=slot,
        annotator=annotator,
        trajectory=trajectory,
        protocol="ternary",
        protocol_version=1,
        evidence_view="BLIND",
        labels=list(labels),
        unsure=[False] * len(labels),
        origins=[None] * len(labels),
        active_ms=[None] * len(labels),
        first_error=list(labels).index(-1) if -1 in labels else None,
        no_error=-1 not in labels,
        submitted_at=NOON,
    )
    for index, comment in (comments or {}).items():
        StepNote.objects.create(annotation=made, step_index=index, comment=comment)
    return made
