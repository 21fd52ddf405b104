"""Taxonomies as files, in JSON or TOML: the same keys as the API, and `name` beside them. No Django here.

Reading says where a file cannot be read; whether what it says can be used is for `checking.py`.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotator.labeling.taxonomies.checking import BadTaxonomy
from annotator.labeling.taxonomies.taxonomy import Taxonomy, to_body

FILE_KINDS: Final = ("json", "toml")
LONGEST_FILE: Final = 1_000_000
_HEAD: Final = ("title", "description", "severities")
_TYPE: Final = ("id", "title", "meaning", "example")


def file_kind(name: str) -> str | None:
    """The kind that a file's name ends in; None for any other."""
    return next((kind for kind in FILE_KINDS if name.lower().endswith(f".{kind}")), None)


def read_file(text: str, *, kind: str) -> tuple[str | None, Any]:
    """The name that the file gives (None where it gives none), and the body, unchecked. Raises BadTaxonomy."""
    if len(text) > LONGEST_FILE:
        raise BadTaxonomy([f"The file has {len(text)} characters; a taxonomy has at most {LONGEST_FILE}."])
    found = _parsed(text.removeprefix("\ufeff"), kind)
    if not isinstance(found, dict):
        raise BadTaxonomy(["The file holds no object with title, severities and types."])
    return found.pop("name", None), found


def written(taxonomy: Taxonomy, *, kind: str) -> str:
    """The version as a file that `read_file` reads back."""
    whole = {"name": taxonomy.name, **to_body(taxonomy)}
    if kind == "json":
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    lines = [f"name = {_toml(taxonomy.name)}", *(f"{key} = {_toml(whole[key])}" for key in _HEAD)]
    return "\n".join([*lines, *_type_lines(whole["types"], "types")]) + "\n"


def _parsed(text: str, kind: str) -> Any:
    try:
        return tomllib.loads(text) if kind == "toml" else json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as bad:
        raise BadTaxonomy([f"The JSON cannot be read at line {bad.lineno}, column {bad.colno}: {bad.msg}."]) from bad
    except tomllib.TOMLDecodeError as bad:
        raise BadTaxonomy([f"The TOML cannot be read: {bad}."]) from bad
    except BadTaxonomy:
        raise
    except RecursionError as bad:
        raise BadTaxonomy(["The file is nested deeper than any taxonomy."]) from bad
    except ValueError as bad:
        raise BadTaxonomy(["The file holds a number that cannot be read: a taxonomy has none."]) from bad


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one key JSON readers keep one in silence."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadTaxonomy([f"The key {key[:60]!r} stands twice in one object of the JSON."])
        found[key] = value
    return found


def _type_lines(types: list[Mapping[str, Any]], path: str) -> Iterator[str]:
    for one in types:
        yield ""
        yield f"[[{path}]]"
        yield from (f"{key} = {_toml(one[key])}" for key in _TYPE if one[key])
        if one["retired"]:
            yield "retired = true"
        yield from _type_lines(one["children"], f"{path}.children")


def _toml(value: str | list[str]) -> str:
    """A string of JSON is one of TOML, but for one control character that JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
