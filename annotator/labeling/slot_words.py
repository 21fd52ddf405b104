"""In which order slots are handed out, how one came to its annotator, why it ended: the words that rows hold."""

from django.db import models


class QueueOrder(models.TextChoices):
    """In which order slots of equal priority are handed out."""

    FIXED = "FIXED"
    RANDOM = "RANDOM"
    PRIORITY = "PRIORITY"


class Hold(models.TextChoices):
    """How a CLAIMED slot came to its annotator.

    CLAIM: asked for, one at a time in a queue. RESERVED: fetched ahead of the claim. GIVEN: by a manager. REOPENED: a
    submission that was taken back. Nobody has begun with what is reserved or given.
    """

    NONE = "", "none"
    CLAIM = "CLAIM"
    RESERVED = "RESERVED"
    GIVEN = "GIVEN"
    REOPENED = "REOPENED"


class Ending(models.TextChoices):
    """Why a slot was SKIPPED (the first three, by its annotator) or CLOSED (the others)."""

    NONE = "", "none"
    SKIP = "SKIP", "Skipped"
    GIVE_UP = "GIVE_UP", "Given up"
    BAD_PROBLEM = "BAD_PROBLEM", "Bad problem"
    BY_MANAGER = "BY_MANAGER", "Closed by a manager"
    CALLED_BAD = "CALLED_BAD", "Called a bad problem by enough annotators"
    OVERLAP = "OVERLAP", "The overlap was lowered"
    FILTER = "FILTER", "It no longer fits the filter"
    REVISED = "REVISED", "A newer revision took its place"


SKIP_KINDS = (Ending.SKIP.value, Ending.GIVE_UP.value, Ending.BAD_PROBLEM.value)
