"""Roles of a project's members and the named rules that say what each may do. No Django here."""

from enum import StrEnum


class Role(StrEnum):
    """What a member is in one project. A person may be something else in another."""

    ANNOTATOR = "ANNOTATOR"
    REVIEWER = "REVIEWER"
    MANAGER = "MANAGER"


_REVIEWING = frozenset({Role.REVIEWER, Role.MANAGER})
_MANAGING = frozenset({Role.MANAGER})


def may_label(role: Role) -> bool:
    """Claim trajectories and submit annotations: every member."""
    return role in Role


def sees_before_submitting(role: Role) -> bool:
    """See rewards, gold and colleagues' labels of trajectories that they have not claimed."""
    return role in _REVIEWING


def may_export(role: Role) -> bool:
    """Take labels out of the project."""
    return role in _REVIEWING


def may_import(role: Role) -> bool:
    """Bring files in and read what was quarantined: quarantined rows show labels."""
    return role in _MANAGING


def may_score(role: Role) -> bool:
    """Start score runs."""
    return role in _MANAGING


def may_manage_queues(role: Role) -> bool:
    """Make and change queues, and decide who labels what."""
    return role in _MANAGING


def may_manage_members(role: Role) -> bool:
    """Add, change and remove members, and change the project."""
    return role in _MANAGING


def may_write_guideline(role: Role) -> bool:
    """Publish versions of the guideline, and send labels back that they touch."""
    return role in _MANAGING
