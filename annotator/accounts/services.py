"""Changing passwords, making and revoking tokens, and keeping what people choose for themselves."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts.chosen_keys import apply_changes, key_complaints
from annotator.accounts.models import AccessToken, Preferences

# Of all choices of one person, as JSON: hundreds of keys with their names.
MOST_BYTES: Final = 64_000


class PasswordRefused(Exception):
    """The new password is too weak or the old one is wrong; `field` says which, `messages` why."""

    def __init__(self, field: str, messages: list[str]) -> None:
        super().__init__(messages[0])
        self.field = field
        self.messages = messages


@transaction.atomic
def change_password(*, user: Any, current_password: str, new_password: str) -> None:
    """Set a new password; sessions in other browsers end with it, tokens stay. Raises PasswordRefused."""
    if not user.check_password(current_password):
        raise PasswordRefused("current_password", ["This is not your current password."])
    try:
        validate_password(new_password, user)
    except ValidationError as error:
        raise PasswordRefused("new_password", list(error.messages)) from error
    user.set_password(new_password)
    user.save(update_fields=["password"])


def create_token(*, user: Any, name: str, expires_in_days: int | None) -> tuple[AccessToken, str]:
    """The token's row and, this once, the token itself."""
    expiry = None if expires_in_days is None else timedelta(days=expires_in_days)
    row, token = AccessToken.objects.create(user=user, expiry=expiry, name=name)
    return row, token


def revoke_token(*, user: Any, public_id: uuid.UUID) -> bool:
    """Whether there was such a token of this person; it signs nobody in from now on."""
    deleted, _ = AccessToken.objects.filter(user=user, public_id=public_id).delete()
    return bool(deleted)


class PreferencesMoved(Exception):
    """Another page or machine changed the choices since this one last saw them; `kept` is what stands now."""

    def __init__(self, kept: Preferences) -> None:
        super().__init__("Something was chosen elsewhere meanwhile. Look at what stands now, then send your changes.")
        self.kept = kept


class PreferencesRefused(Exception):
    """Choices that cannot stand together; `complaints` says why, by command, or under "" for all of them."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        super().__init__(next(iter(complaints.values())))
        self.complaints = dict(complaints)


@transaction.atomic
def change_preferences(*, user: Any, revision: int, changes: Mapping[str, Any], at: datetime) -> Preferences:
    """Lay changes over what the person chose: `theme`, and `keys` by command; None takes a choice back.

    Raises PreferencesMoved when another `revision` stands, and PreferencesRefused; then nothing has changed.
    """
    # Two first choices at one moment: one makes the row, the other one waits for it and has come too late.
    Preferences.objects.bulk_create([Preferences(user=user, changed_at=at)], ignore_conflicts=True)
    kept = Preferences.objects.select_for_update().get(user=user)
    if kept.revision != revision:
        raise PreferencesMoved(kept)
    choices = apply_changes(kept.choices, changes)
    complaints = key_complaints(choices["keys"], changes.get("keys", {})) or _size_complaint(choices)
    if complaints:
        raise PreferencesRefused(complaints)
    kept.choices, kept.revision, kept.changed_at = choices, kept.revision + 1, at
    kept.save(update_fields=["choices", "revision", "changed_at"])
    return kept


def _size_complaint(choices: Mapping[str, Any]) -> dict[str, str]:
    size = len(json.dumps(choices, ensure_ascii=False).encode())
    if size <= MOST_BYTES:
        return {}
    return {"": f"Your choices would take {size:,} bytes, and {MOST_BYTES:,} are kept: take some keys back first."}
