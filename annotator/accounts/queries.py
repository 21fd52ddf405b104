"""Who somebody is, and what they chose for themselves."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from annotator.accounts.models import Preferences


def session_of(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """What a page knows of the person who opened it, shaped as `SessionSerializer`; `user` is None for nobody."""
    if not isinstance(user, User):
        return {"user": None}
    username = user.get_username()
    person = {"username": username, "display_name": user.get_full_name() or username, "is_staff": user.is_staff}
    return {"user": person, "preferences": preferences_of(user)}


def preferences_of(user: Any) -> dict[str, Any]:
    """What the person chose, shaped as `PreferencesSerializer`; revision 0 for whoever never chose anything."""
    return shown(Preferences.objects.filter(user=user).first() or Preferences(), user)


def shown(kept: Preferences, user: Any) -> dict[str, Any]:
    """A person's row as pages get it. A choice that another version wrote goes out as it is."""
    return {
        "username": user.get_username(),
        "revision": kept.revision,
        "changed_at": kept.changed_at,
        "theme": kept.choices.get("theme"),
        "keys": kept.choices.get("keys", {}),
    }
