"""People at the site: their passwords, their names, and how they come in."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

PASSWORD = "a quiet lantern"


def give_password(username: str, password: str = PASSWORD) -> User:
    """The person, who can sign in with it from now on."""
    user = User.objects.get(username=username)
    # The site hashes as in production, whatever makes other tests fast.
    user.password = PBKDF2PasswordHasher().encode(password, "salt", iterations=1)
    user.save()
    return user


def make_staff(username: str) -> User:
    """The person, who may make projects and accounts from now on."""
    user = User.objects.get(username=username)
    user.is_staff = True
    user.save()
    return user


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page, which is open, by keys alone."""
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
