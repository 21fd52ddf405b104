"""The table of journal entries."""

from django.db import models


class JournalEntry(models.Model):
    """Who did what, when: written in the change's own transaction, never updated, never deleted.

    `project_id` and the subject are plain numbers: the journal stands below every feature and outlives what it names.
    Entries are unchained when written; a sealer chains committed ones later.
    """

    project_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    event = models.CharField(max_length=64)
    subject = models.CharField(max_length=32)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project_id", "id"], name="journal_by_project")]

    def __str__(self) -> str:
        return f"{self.event} by {self.actor}"
