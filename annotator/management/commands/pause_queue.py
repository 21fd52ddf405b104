"""`manage.py pause_queue SLUG [--queue NAME] [--json]`: a queue hands nothing out from now on."""

from annotator.management.pausing import PausingCommand


class Command(PausingCommand):
    """Pause a queue."""

    help = "Hand nothing out of a queue; what is held may be finished."
    pauses = True
