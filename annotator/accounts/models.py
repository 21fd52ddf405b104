"""Tables of accounts: tokens that scripts sign in with, and what people choose for themselves."""

import uuid

from django.conf import settings
from django.db import models
from knox.models import AbstractAuthToken


class AccessToken(AbstractAuthToken):  # type: ignore[misc]  # knox has no types
    """A named token of one person, with that person's rights. Only its hash is kept: it is shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"


class Preferences(models.Model):
    """What one person chose for themselves, on whichever machine: `{"theme": …, "keys": {command: choice}}`.

    `revision` grows with every change and is named by whoever makes the next one. What a version of Assay does not know
    in `choices` it leaves there.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    choices = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"preferences of {self.user_id}, r{self.revision}"
