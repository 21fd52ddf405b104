"""A taxonomy as an immutable value: a versioned tree of error types, and what its four severities mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SEVERITIES: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class ErrorType:
    """One way for a step to be wrong; with `children` it is a heading and is not chosen itself.

    `id` never changes its meaning within a taxonomy: annotations store it. A retired one is offered no more, and what
    was said with it stays readable; what lies below a retired heading is retired with it.
    """

    id: str
    title: str
    meaning: str
    example: str = ""
    children: tuple["ErrorType", ...] = ()
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One immutable version. `severities` says in the words of the domain what 1 (least) to 4 (worst) mean."""

    name: str
    version: int
    title: str
    description: str
    severities: tuple[str, str, str, str]
    types: tuple[ErrorType, ...]


def all_types(taxonomy: Taxonomy) -> list[ErrorType]:
    """The types that can be or could be chosen, in the order of the tree: those without children."""
    return [leaf for root in taxonomy.types for leaf in _leaves(root)]


def chosen_types(taxonomy: Taxonomy) -> list[ErrorType]:
    """The types that can be chosen now: those without children that are not retired."""
    return [leaf for root in taxonomy.types for leaf in _leaves(root, skip_retired=True)]


def type_ids(taxonomy: Taxonomy | None) -> frozenset[str]:
    """The ids that an annotation may name under this taxonomy; none without one."""
    return frozenset() if taxonomy is None else frozenset(one.id for one in chosen_types(taxonomy))


def to_body(taxonomy: Taxonomy) -> dict[str, Any]:
    """Everything but name and version, as it is stored and sent."""
    return {
        "title": taxonomy.title,
        "description": taxonomy.description,
        "severities": list(taxonomy.severities),
        "types": [_to_json(one) for one in taxonomy.types],
    }


def from_body(*, name: str, version: int, body: Mapping[str, Any]) -> Taxonomy:
    """Inverse of `to_body`, for a body without complaints (see `checking.py`)."""
    return Taxonomy(
        name=name,
        version=version,
        title=body["title"],
        description=body["description"],
        severities=tuple(body["severities"]),
        types=tuple(_from_json(one) for one in body["types"]),
    )


def _leaves(root: ErrorType, *, skip_retired: bool = False) -> list[ErrorType]:
    if skip_retired and root.is_retired:
        return []
    if not root.children:
        return [root]
    return [leaf for child in root.children for leaf in _leaves(child, skip_retired=skip_retired)]


def _to_json(one: ErrorType) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "meaning": one.meaning,
        "example": one.example,
        "retired": one.is_retired,
        "children": [_to_json(child) for child in one.children],
    }


def _from_json(stored: Mapping[str, Any]) -> ErrorType:
    return ErrorType(
        id=stored["id"],
        title=stored["title"],
        meaning=stored["meaning"],
        example=stored["example"],
        children=tuple(_from_json(child) for child in stored["children"]),
        # Versions that were made before anything could be retired say nothing of it.
        is_retired=stored.get("retired", False),
    )
