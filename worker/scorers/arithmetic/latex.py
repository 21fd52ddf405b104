"""The part of the tokenizer that knows LaTeX: formulas begin and end, commands become tokens."""

import re
from collections.abc import Mapping
from typing import Final

from worker.scorers.arithmetic.tokens import Kind, Token
from worker.scorers.arithmetic.vocabulary import (
    BRACKETS,
    DRESSING,
    FUNCTIONS,
    GREEK,
    OPERATORS,
    PLAIN_ENVIRONMENTS,
    RELATIONS,
    SEPARATORS,
    SILENT,
    TEXT_COMMANDS,
    VECTOR_COMMANDS,
)

LONGEST_INLINE: Final = 2000
_LONGEST_ENVIRONMENT: Final = 5000
_ENVIRONMENT: Final = re.compile(r"\{([A-Za-z]{1,20}\*?)\}")
_SUBSCRIPT: Final = re.compile(r"\s?(?:\{([A-Za-z0-9 ,+]{1,20})\}|\\text\{([A-Za-z0-9 ]{1,20})\}|([A-Za-z0-9]))")
_TEXT_GROUP: Final = re.compile(r"\s?\{([^{}]{0,300})\}")
_NUMERIC_GROUP: Final = re.compile(r"\s?\{[0-9.,+\-*/ ]{1,40}\}")
_TABLES: Final[tuple[tuple[Mapping[str, str], Kind], ...]] = (
    (RELATIONS, "relation"),
    (OPERATORS, "operator"),
    (FUNCTIONS, "function"),
    ({"\\pi": "π"}, "constant"),
    ({"\\%": "%"}, "percent"),
    ({"\\$": "$"}, "currency"),
    ({"\\circ": "°", "\\degree": "°"}, "degree"),
    ({"\\choose": "choose"}, "choose"),
    ({"\\\\": "\\\\"}, "separator"),
)


class LatexReader:
    """Where the tokenizer stands in a text, what it has found, and what it does with a command."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.tokens: list[Token] = []
        self.spaced = True
        self.dressed_from: int | None = None  # where the \left or \boxed before the next bracket begins
        self.closer: str | None = None  # what ends the formula that we are in; None in prose

    def add(self, kind: Kind, text: str, start: int, end: int | None = None) -> None:
        """Puts a token down and moves behind it."""
        end = start + len(text) if end is None else end
        if self.dressed_from is not None:
            start = self.dressed_from if kind in ("open", "close") else start
            self.dressed_from = None
        self.tokens.append(Token(kind, text, start, end, self.spaced, self.closer is not None))
        self.spaced = False
        self.position = max(self.position, end)

    def last(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None

    def enter_math(self, opener: str, start: int, *, display: bool) -> None:
        self.add("math-open", "display" if display else "inline", start, start + len(opener))
        self.closer = {"\\(": "\\)", "\\[": "\\]"}.get(opener, opener)

    def leave_math(self, start: int, end: int) -> None:
        display = self.closer in ("\\]", "$$")
        self.closer = None
        self.add("math-close", "display" if display else "inline", start, end)

    def read_command(self, text: str, start: int) -> None:
        """A backslash and what belongs to it."""
        if text == self.closer:
            self.leave_math(start, start + len(text))
        elif text in ("\\(", "\\[") and not self.closer:
            self.enter_math(text, start, display=text == "\\[")
        elif text in TEXT_COMMANDS:
            self._read_text_command(start, start + len(text))
        elif text in ("\\begin", "\\end"):
            self._read_environment(text, start)
        elif text in DRESSING:
            self.dressed_from = start
        elif text in SILENT:
            self.spaced = True
        else:
            self._read_sign(text, start)

    def _read_sign(self, text: str, start: int) -> None:
        end = start + len(text)
        for table, kind in _TABLES:
            if text in table:
                self.add(kind, table[text], start, end)
                return
        if text in SEPARATORS:
            self.add("separator", text, start)
        elif text in GREEK:
            self.add("symbol", text[1:], start, end)
        elif text in BRACKETS:
            sign = BRACKETS[text]
            self.add("bar" if sign == "|" else "open" if sign in "([⌊⌈" else "close", sign, start, end)
        else:
            self.add("unreadable", text, start)

    def _read_text_command(self, start: int, after: int) -> None:
        if _NUMERIC_GROUP.match(self.text, after):  # \mathbf{12}: only dressed
            self.position = after
            return
        match = _TEXT_GROUP.match(self.text, after)
        content = match.group(1).strip() if match else ""
        is_vector = len(content) == 1 and self.text[start:after] in VECTOR_COMMANDS
        if match is None or is_vector:
            self.add("unreadable", self.text[start:after], start, match.end() if match else None)
        elif content:
            self.add("word", content, start, match.end())
        self.position = max(self.position, match.end() if match else after)

    def _read_environment(self, command: str, start: int) -> None:
        match = _ENVIRONMENT.match(self.text, start + len(command))
        if match and match.group(1) in PLAIN_ENVIRONMENTS:
            self.add("separator", command, start, match.end())
            return
        end = f"\\end{{{match.group(1)}}}" if match else ""
        found = self.text.find(end, start, start + _LONGEST_ENVIRONMENT) if match and command == "\\begin" else -1
        self.add("unreadable", command, start, found + len(end) if found >= 0 else start + len(command))

    def read_subscript(self, start: int) -> None:
        """x_1 is a name, \\log_2 has a base, 101_2 is a numeral that we do not read."""
        last = self.last()
        match = _SUBSCRIPT.match(self.text, start + 1)
        if last is not None and last.kind == "function" and last.text == "log":
            self.add("base", "_", start)
        elif match and last is not None and last.kind == "symbol" and last.end == start:
            name = f"{last.text}_{next(group for group in match.groups() if group)}"
            self.tokens[-1] = Token("symbol", name, last.start, match.end(), last.spaced, last.in_math)
            self.position = match.end()
        else:
            self.add("unreadable", "_", start)
