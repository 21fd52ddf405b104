"""When a taxonomy that somebody wrote is whole: every complaint is a sentence that names its place."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

DEEPEST: Final = 3
MOST_TYPES: Final = 100
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 1_000
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_BODY_KEYS: Final = frozenset({"title", "description", "severities", "types"})
_TYPE_KEYS: Final = frozenset({"id", "title", "meaning", "example", "retired", "children"})


class BadTaxonomy(ValueError):
    """A taxonomy that cannot be used; `complaints` says everything that is wrong with it."""

    def __init__(self, complaints: list[str]) -> None:
        # Half a character can stand in JSON, and in no answer.
        self.complaints = [one.encode("utf-8", "replace").decode() for one in complaints]
        super().__init__(self.complaints[0])


def checked_body(sent: Any) -> dict[str, Any]:
    """The body as it is stored, with what may be left out filled in. Raises BadTaxonomy."""
    found = list(_complaints(sent))
    if found:
        raise BadTaxonomy(found)
    return {
        "title": sent["title"].strip(),
        "description": sent.get("description", "").strip(),
        "severities": [words.strip() for words in sent["severities"]],
        "types": [_whole(one) for one in sent["types"]],
    }


def complaint_about_name(name: Any, *, reserved: frozenset[str]) -> str | None:
    """What is wrong with a name that a team gives its own taxonomy; None where it will do."""
    if not isinstance(name, str) or _ID.fullmatch(name) is None:
        return "A taxonomy's name has small letters, digits and, between them, hyphens; at most 64 characters."
    if name in reserved:
        return f"{name} is a preset, which means the same everywhere: give yours another name, such as {name}-ours."
    return None


def _whole(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": sent["id"],
        "title": sent["title"].strip(),
        "meaning": sent.get("meaning", "").strip(),
        "example": sent.get("example", "").strip(),
        "retired": sent.get("retired", False),
        "children": [_whole(child) for child in sent.get("children", [])],
    }


def _complaints(sent: Any) -> Iterator[str]:
    if not isinstance(sent, Mapping):
        yield "A taxonomy is an object with title, severities and types."
        return
    yield from _strangers(sent, _BODY_KEYS, "The taxonomy")
    yield from _text(sent.get("title"), "The taxonomy's title", LONGEST_TITLE, is_needed=True)
    yield from _text(sent.get("description", ""), "The description", LONGEST_TEXT)
    yield from _severities(sent.get("severities"))
    types = sent.get("types")
    if not isinstance(types, list) or not types:
        yield "A taxonomy needs a list of types with at least one in it."
        return
    seen: dict[str, str] = {}
    yield from (complaint for place, one in enumerate(types, 1) for complaint in _type(one, f"Type {place}", 1, seen))
    if len(seen) > MOST_TYPES:
        yield f"There are {len(seen)} types; at most {MOST_TYPES} can be told apart. Merge some."
    if not any(_is_offered(one) for one in types):
        yield "Every type is retired, so nothing could be chosen: leave one that is not."


def _is_offered(sent: Any) -> bool:
    """Of what is no type at all another complaint speaks."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("children", []), list):
        return True
    children = sent.get("children", [])
    return sent.get("retired") is not True and (not children or any(map(_is_offered, children)))


def _severities(sent: Any) -> Iterator[str]:
    if not isinstance(sent, list) or len(sent) != 4:
        yield "`severities` is a list of four texts: what severity 1, 2, 3 and 4 mean."
        return
    for level, words in enumerate(sent, 1):
        yield from _text(words, f"Severity {level}", LONGEST_TITLE, is_needed=True)


def _type(sent: Any, place: str, depth: int, seen: dict[str, str]) -> Iterator[str]:
    if not isinstance(sent, Mapping):
        yield f"{place} is not an object with id, title and meaning."
        return
    yield from _strangers(sent, _TYPE_KEYS, place)
    yield from _id(sent.get("id"), place, seen)
    yield from _text(sent.get("title"), f"The title of {_lower(place)}", LONGEST_TITLE, is_needed=True)
    yield from _text(sent.get("meaning", ""), f"The meaning of {_lower(place)}", LONGEST_TEXT)
    yield from _text(sent.get("example", ""), f"The example of {_lower(place)}", LONGEST_TEXT)
    if not isinstance(sent.get("retired", False), bool):
        yield f"`retired` of {_lower(place)} is neither true nor false."
    children = sent.get("children", [])
    if not isinstance(children, list):
        yield f"The children of {_lower(place)} are not a list."
    elif children and depth == DEEPEST:
        yield f"{place} lies too deep to have children: there are at most {DEEPEST} levels."
    else:
        for number, child in enumerate(children, 1):
            yield from _type(child, f"{place}.{number}", depth + 1, seen)


def _id(sent: Any, place: str, seen: dict[str, str]) -> Iterator[str]:
    if not isinstance(sent, str) or _ID.fullmatch(sent) is None:
        yield f"The id of {_lower(place)} is not made of small letters, digits and hyphens (at most 64)."
    elif sent in seen:
        yield f"{place} has the id {sent!r}, which {_lower(seen[sent])} has already: ids are what annotations store."
    else:
        seen[sent] = place


def _text(sent: Any, what: str, longest: int, *, is_needed: bool = False) -> Iterator[str]:
    if not isinstance(sent, str):
        yield f"{what} is not a text." if sent is not None else f"{what} is missing."
    elif is_needed and not sent.strip():
        yield f"{what} is empty."
    elif len(sent) > longest:
        yield f"{what} has {len(sent)} characters; at most {longest} can be read at a glance."
    elif "\x00" in sent or any("\ud800" <= character <= "\udfff" for character in sent):
        yield f"{what} holds characters that cannot be stored."


def _strangers(sent: Mapping[Any, Any], known: frozenset[str], place: str) -> Iterator[str]:
    strange = sorted(str(key)[:60] for key in sent if key not in known)
    if strange:
        yield f"{place} has what Assay does not read: {', '.join(strange[:5])}."


def _lower(place: str) -> str:
    return place[0].lower() + place[1:]
