"""The three accounts that a newcomer signs in with."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from annotator.projects.roles import Role

ROLES = {"annotator": Role.ANNOTATOR, "reviewer": Role.REVIEWER, "manager": Role.MANAGER}
# Two colleagues whose work is there already. Nobody can sign in as them.
COLLEAGUES = ("ada", "grace")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account; `password` is None when somebody has changed it."""

    username: str
    role: Role
    password: str | None


def demo_password(username: str) -> str:
    """The same at every start and another one in every installation: it comes from the secret key."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{username}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest)[:10].decode().lower()


def ensure_people() -> dict[str, Any]:
    """The accounts by name, made where they are missing. The manager may also make projects and accounts."""
    users = get_user_model()
    found: dict[str, Any] = {}
    for username in (*ROLES, *COLLEAGUES):
        user = users.objects.filter(username=username).first()
        if user is None:
            password = demo_password(username) if username in ROLES else None
            user = users.objects.create_user(
                username=username, password=password, is_staff=username in ROLES and ROLES[username] is Role.MANAGER
            )
        found[username] = user
    return found


def demo_accounts() -> list[DemoAccount]:
    """What to print at every start."""
    users = {user.get_username(): user for user in get_user_model().objects.filter(username__in=ROLES)}
    return [DemoAccount(name, role, _password(users.get(name), name)) for name, role in ROLES.items() if name in users]


def _password(user: Any, username: str) -> str | None:
    password = demo_password(username)
    return password if user.check_password(password) else None
