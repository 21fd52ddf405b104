"""Imported by a worker that a test starts: it knows the tests' scorers, too."""

from tests.worker.adapters import ADAPTERS
from worker.scorers import registry

registry.ADAPTERS.update(ADAPTERS)  # type: ignore[attr-defined]
