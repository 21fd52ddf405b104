"""A place in a list of tokens, and what the parser asks about it: operators, units, remarks."""

from collections.abc import Mapping, Sequence
from typing import Final

from worker.scorers.arithmetic.tokens import Token
from worker.scorers.arithmetic.vocabulary import WORD_OPERATORS, words

MAX_TOKENS: Final = 160
_MOST_UNIT_WORDS: Final = 6
_ENDS_OPERAND: Final = words("number vulgar symbol constant close percent degree superscript word")
_STARTS_OPERAND: Final = words("number vulgar currency open function constant")

# Words that can never belong to a unit: they begin another clause.
STOP_WORDS: Final = words(
    "and or so then which who that is are was were be been has have had because since but if therefore thus hence while"
    " when where as equals equal give gives get gets we she he they it you i also plus minus times than not on of"
)


class Unreadable(Exception):
    """The tokens are no expression that we understand; there is nothing to be said about them."""


def closing_brackets(tokens: Sequence[Token]) -> dict[int, int]:
    """Where each bracket that is closed is closed."""
    opened: list[int] = []
    closings: dict[int, int] = {}
    for position, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(position)
        elif token.kind == "close" and opened:
            closings[opened.pop()] = position
    return closings


class TokenCursor:
    """Reads forward. `units` and `oddities` collect what was passed over on the way."""

    def __init__(self, tokens: Sequence[Token], start: int, closings: Mapping[int, int]) -> None:
        self.tokens = tokens
        self.closings = closings
        self.index = start
        self.taken = 0
        self.units: list[str] = []
        self.oddities: set[str] = set()

    def peek(self, offset: int = 0) -> Token | None:
        position = self.index + offset
        return self.tokens[position] if position < len(self.tokens) else None

    def at(self, kind: str, text: str | None = None, *, offset: int = 0) -> bool:
        token = self.peek(offset)
        return token is not None and token.kind == kind and (text is None or token.text == text)

    def at_operand(self, *, offset: int = 0) -> bool:
        token = self.peek(offset)
        return token is not None and token.kind in _STARTS_OPERAND

    def take(self) -> Token:
        """The token here, and one step forward. Raises Unreadable at the end, or after too many."""
        token = self.peek()
        self.taken += 1
        if token is None or self.taken > MAX_TOKENS:
            raise Unreadable
        self.index += 1
        return token

    def operator(self) -> tuple[str, int] | None:
        """The binary operator here and how many tokens it takes: a sign, `x` between numbers, "times", "divided by"."""
        token = self.peek()
        if token is None:
            return None
        if token.kind == "operator":
            return token.text, 1
        if token.kind == "symbol" and token.text in ("x", "X") and self._x_is_times(token):
            return "*", 1
        return self._word_operator(token) if token.kind == "word" else None

    def _x_is_times(self, token: Token) -> bool:
        previous, following = self.tokens[self.index - 1] if self.index else None, self.peek(1)
        if previous is None or following is None or previous.kind not in _ENDS_OPERAND:
            return False
        if following.kind == "number":
            return True
        in_prose = token.spaced and following.spaced and not token.in_math
        return in_prose and following.kind in ("currency", "open", "function")

    def _word_operator(self, token: Token) -> tuple[str, int] | None:
        word = token.text.lower()
        if word in WORD_OPERATORS and self.at_operand(offset=1):
            return WORD_OPERATORS[word], 1
        if word in ("multiplied", "divided") and self.at("word", "by", offset=1) and self.at_operand(offset=2):
            return ("*" if word == "multiplied" else "/"), 2
        return None

    def skip_words(self) -> None:
        """Passes over units and remarks: `3 apples`, `16 kg/portion`, `5 \\text{cm}^2`, `3 (from snack)`."""
        while self.at("comment") or self._at_remark() or self._at_unit_word():
            if self.at("comment"):
                self.take()
            elif self.at("open"):
                self._skip_remark()
            else:
                self._skip_unit()

    def _at_remark(self) -> bool:
        return self.at("open", "(") and self.index in self.closings and self.is_remark(self.index)

    def is_remark(self, opening: int) -> bool:
        """Whether the bracket is a remark and no factor: `(each)`, `(from snack)`, ` (20 cents)`."""
        inside = self.tokens[opening + 1 : self.closings.get(opening)]
        word_count = sum(token.kind == "word" for token in inside)
        if self.tokens[opening].in_math:
            return word_count == len(inside) > 0
        return bool(inside) and (inside[0].kind == "word" or (word_count > 0 and self.tokens[opening].spaced))

    def _skip_remark(self) -> None:
        closing = self.closings[self.index]
        if any(token.kind == "number" for token in self.tokens[self.index : closing]):
            self.oddities.add("number in a remark")
        self.index = closing + 1

    def _at_unit_word(self) -> bool:
        token = self.peek()
        if token is None or token.kind != "word" or self.operator():
            return False
        return token.text.lower().split()[0] not in STOP_WORDS

    def _skip_unit(self) -> None:
        for _ in range(_MOST_UNIT_WORDS):
            self.units.append(self.take().text.lower())
            if self.at("operator", "^") and self.at("number", offset=1):
                self.index += 2
            elif self.at("superscript"):
                self.index += 1
            if self.at("operator", "/") and self.at("word", offset=1):
                self.index += 1
            if not self._at_unit_word():
                return
