"""Dialogs, as somebody at the keyboard leaves them."""

from playwright.sync_api import Page, expect


def escape_from_dialog(page: Page) -> None:
    """Leave the open dialog by Escape, as soon as it has the focus: before that, it does not hear the key yet."""
    dialog = page.get_by_role("dialog")
    expect(dialog.and_(page.locator(":focus-within"))).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
