"""Under which version of the guideline a submission was made: the one that its desk showed."""

from dataclasses import dataclass

from annotator.projects.models import GuidelineVersion
from annotator.projects.queries import Member


@dataclass(frozen=True, slots=True)
class Shown:
    """What the desk says. `keeps`: the annotator was told of a newer version and judged by this one all the same."""

    version: int
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """The guideline that counts now: its row and its version."""

    pk: int
    version: int


class NoSuchGuideline(ValueError):
    """The desk names a version that was never published."""


class NewerGuideline(Exception):
    """Another version came into force since the desk was opened, and the annotator does not know it yet."""

    def __init__(self, shown: int, in_force: int) -> None:
        super().__init__(
            f"Version {in_force} of the guideline came into force while you judged by version {shown}. "
            "Read it, or submit under the one that you went by."
        )
        self.in_force = in_force


def guideline_of(shown: Shown | None, *, member: Member, in_force: InForce | None) -> int | None:
    """The row of the version to be stored: the one that was shown; where a script names none, the one in force.

    Raises NoSuchGuideline and NewerGuideline.
    """
    if shown is None or (in_force is not None and shown.version == in_force.version):
        return None if in_force is None else in_force.pk
    found = GuidelineVersion.objects.filter(project=member.project, version=shown.version).first()
    if found is None or in_force is None:
        raise NoSuchGuideline(f"This project's guideline has no version {shown.version}.")
    if not shown.keeps:
        raise NewerGuideline(shown.version, in_force.version)
    return found.pk
