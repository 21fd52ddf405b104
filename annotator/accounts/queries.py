"""Who somebody is."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User


def session_of(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """What a page knows of the person who opened it, shaped as `SessionSerializer`; `user` is None for nobody."""
    if not isinstance(user, User):
        return {"user": None}
    username = user.get_username()
    return {"user": {"username": username, "display_name": user.get_full_name() or username, "is_staff": user.is_staff}}
