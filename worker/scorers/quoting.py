"""Foreign text in our own sentences: short, printable, storable."""

from typing import Final

SHORT: Final = 200


def quoted(text: str, *, at_most: int = SHORT) -> str:
    """The beginning of `text` on one line, for a sentence."""
    return presentable(" ".join(text[: 4 * at_most].split()), at_most=at_most)


def presentable(text: str, *, at_most: int) -> str:
    """At most that many characters of `text`, without what a database or a terminal cannot take (NUL, control
    characters, halves of surrogate pairs)."""
    kept = text.strip()[: at_most + 1].encode("utf-8", "replace").decode()
    printable = "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in kept)
    return printable if len(printable) <= at_most else f"{printable[: at_most - 1].rstrip()}…"


def counted(number: int, thing: str) -> str:
    """ "1 answer", "2 answers"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
