"""Where something stands in a row, and how a piece of a row is quoted in a sentence."""

Path = tuple[str | int, ...]

_LONGEST_QUOTE = 60


def place(path: Path) -> str:
    """`messages[3].content`; the row itself for the empty path."""
    if not path:
        return "the row"
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{_shown(part)}"
    return text.removeprefix(".")


def quoted(value: object) -> str:
    """A value as a sentence can show it: short, on one line, and of characters that can be stored anywhere."""
    return f'"{_shown(value)}"' if isinstance(value, str) else _shown(str(value))


def printable(text: str) -> str:
    """The text on one line, of characters that can be stored anywhere."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _shown(text: str) -> str:
    return printable(text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…")
