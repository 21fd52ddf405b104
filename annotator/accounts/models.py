"""The table of tokens that scripts sign in with."""

import uuid

from django.db import models
from knox.models import AbstractAuthToken


class AccessToken(AbstractAuthToken):  # type: ignore[misc]  # knox has no types
    """A named token of one person, with that person's rights. Only its hash is kept: it is shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"
