"""Signing in, changing passwords, and making and revoking tokens."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts.models import AccessToken


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
