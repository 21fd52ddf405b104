"""`manage.py resume_queue SLUG [--queue NAME] [--json]`: a queue hands out again."""

from annotator.management.pausing import PausingCommand


class Command(PausingCommand):
    """Let a paused queue go on."""

    help = "Hand out of a queue again that was paused."
    pauses = False
