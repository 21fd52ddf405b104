"""Keys that people choose for themselves: how they are written, and what cannot stand together. Pure.

A chord is spelled as the pages spell a key press: a sign ("j", "J", "?", " ") or a named key ("ArrowDown", "Shift+F2"),
with "Mod+" before it where Ctrl or Cmd is held. Which commands there are is for the pages to know: those of a newer
page are kept like all others. frontend/src/keyboard/chords.ts holds chords to the same rules.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

# The page itself offers no more than nine keys for one command, and names none longer than this.
MOST_KEYS: Final = 9
LONGEST_CHORD: Final = 40
LONGEST_TITLE: Final = 200

HELP: Final = "help.open"
_COMMAND = re.compile(r"[a-z][A-Za-z0-9-]{0,31}\.[A-Za-z0-9][A-Za-z0-9_:-]{0,63}")
_CHORD = re.compile(r"(?:Mod\+)?(?:(?:Shift\+)?(?P<named>[A-Z][A-Za-z0-9]{1,31})|(?P<sign>.))", re.DOTALL)
# What browsers report while a modifier is held or a sign is still being composed.
_HELD = frozenset(
    "Mod Shift Control Alt Meta AltGraph CapsLock NumLock Fn Dead Process Unidentified Compose".split()  # noqa: SIM905
)
# Dialogs, text fields and the browser itself live by these, with whatever is held beside them.
_KEPT: Final = {"Escape": "leaves dialogs and text fields", "Tab": "moves the focus"}


def command_complaint(name: str) -> str | None:
    """Why this cannot be the name of a command; None if it can, known or not."""
    if _COMMAND.fullmatch(name):
        return None
    return 'This is no name of a command: those are written like "label.correct".'


def chord_complaint(chord: str) -> str | None:
    """Why this chord cannot be given to a command; None if it can."""
    found = _CHORD.fullmatch(chord)
    named = found["named"] if found else None
    if named in _HELD:
        return f"{named} is only held beside another key; choose one that is pressed."
    if named in _KEPT:
        return f"{named} {_KEPT[named]} on every page; choose another key."
    if found is None or not (named or _is_sign(found["sign"])):
        return 'A key is a sign ("j", "?") or a named key ("ArrowDown", "Shift+F2"); "Mod+" before it is ctrl or cmd.'
    return None


def apply_changes(choices: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The choices with the changes laid over them: `theme`, and `keys` by command; null takes a choice back.

    Whatever else stands in the choices stays: another version wrote it and knows what it means.
    """
    keys = {**choices.get("keys", {}), **changes.get("keys", {})}
    rest = {name: value for name, value in {**choices, **changes}.items() if value is not None}
    return {**rest, "keys": {command: chosen for command, chosen in keys.items() if chosen is not None}}


def key_complaints(keys: Mapping[str, Any], touched: Collection[str]) -> dict[str, str]:
    """What is wrong with the keys of the touched commands, by command, given all keys that are chosen.

    Commands of one group ("label" in "label.correct") share pages, so a chord has one owner among them. Commands of
    different groups may have one chord, on pages of their own; where they meet, the page says whose it is.
    """
    complaints = {}
    for command in touched:
        chosen = keys.get(command)
        complaint = None if chosen is None else _complaint_about(command, _chords(chosen), keys)
        if complaint is not None:
            complaints[command] = complaint
    return complaints


def _complaint_about(command: str, chords: Sequence[str], keys: Mapping[str, Any]) -> str | None:
    if command == HELP and not chords:
        return "The sheet in which keys are chosen needs a key that opens it."
    twice = next((chord for at, chord in enumerate(chords) if chord in chords[:at]), None)
    if twice is not None:
        return f"{twice} stands there twice; once is enough."
    for other, chosen in keys.items():
        if other == command or _group(other) != _group(command):
            continue
        shared = set(chords) & set(_chords(chosen))
        if shared:
            return f"{min(shared)} is the key of {other} already; take it from there too, or choose another."
    return None


def _chords(chosen: Any) -> Sequence[str]:
    """Those of a choice; none of one that another version wrote in another form."""
    return chosen.get("keys", ()) if isinstance(chosen, Mapping) else ()


def _group(command: str) -> str:
    return command.partition(".")[0]


def _is_sign(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign)[0] not in "CZ"
