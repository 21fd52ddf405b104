"""The labelling desk as a person at it sees it."""

import re

from playwright.sync_api import Page, expect

from annotator.labeling.models import Draft

FOCUSED = "article[aria-current=step]"
# As the page writes labels.
SIGNS = {1: "+1", 0: "0", -1: "\N{MINUS SIGN}1"}


class Desk:
    """One window with the desk in it. Keys are pressed as a person presses them: when the page has followed."""

    def __init__(self, page: Page, slug: str = "algebra") -> None:
        self.page = page
        self.slug = slug
        self.pressed = 0

    def open(self) -> "Desk":
        """Go to the desk and wait for a trajectory on it."""
        self.page.goto(f"/p/{self.slug}/label")
        return self.wait()

    def wait(self) -> "Desk":
        """Wait for a trajectory on the desk."""
        expect(self.page.locator(FOCUSED)).to_be_visible()
        return self

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def label(self, keys: str, *, of: int | None = None) -> None:
        """Press one label key per step, and wait until the page says that it took it."""
        for key in keys:
            before = self.labelled()
            self.press(key)
            expect(self.page.locator("footer").get_by_text(f"{before + 1} of")).to_be_visible()
        if of is not None:
            expect(self.page.get_by_text(f"of {of} labelled")).to_be_visible()

    def labelled(self) -> int:
        """How many steps have a label, as the page counts them."""
        return int(self.page.locator("footer").get_by_text("labelled").inner_text().split()[0])

    def expect_labelled(self, count: int) -> None:
        """Wait until that many steps have a label."""
        expect(self.page.locator("footer").get_by_text(re.compile(rf"\b{count} of \d+ labelled"))).to_be_visible()

    def focus(self) -> int:
        """Index of the focused step."""
        return int((self.page.locator(FOCUSED).get_attribute("id") or "").removeprefix("step-"))

    def expect_focus(self, step: int) -> None:
        """Wait until the focus is there."""
        expect(self.page.locator(f"#step-{step}")).to_have_attribute("aria-current", "step")

    def expect_label(self, step: int, label: int) -> None:
        """Wait until the step shows that label, and no other."""
        chosen = self.page.locator(f"#step-{step} [aria-label^=Label] [role=radio][aria-checked=true]")
        expect(chosen).to_have_count(1)
        expect(chosen).to_contain_text(SIGNS[label])

    def expect_saved(self) -> None:
        """Wait until the server has everything."""
        expect(self.page.get_by_text("Saved", exact=True)).to_be_visible()

    def expect_trajectory(self, external_id: str) -> None:
        """Wait until that trajectory lies on the desk."""
        expect(self.page.get_by_role("region", name="Problem").get_by_text(external_id)).to_be_visible()


def stored_labels() -> dict[str, int]:
    """The labels of the only draft, as the server holds them."""
    labels: dict[str, int] = Draft.objects.get().state.get("labels", {})
    return labels
