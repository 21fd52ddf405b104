"""Cuts the tokens of a step into clauses: stretches that can hold one statement or a chain of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from worker.scorers.arithmetic.tokens import Token
from worker.scorers.arithmetic.vocabulary import MATCHING

_DEEPEST: Final = 40
_CONTINUED_OVER: Final = frozenset({"\n", "\\\\"})


@dataclass(frozen=True, slots=True)
class Clause:
    """`tokens` hold at least one relation. `ended_by` is the mark that closed it ("" at the end of the step)."""

    tokens: tuple[Token, ...]
    ended_by: str
    begins_line: bool


@dataclass(slots=True)
class _Scope:
    opening: Token | None
    tokens: list[Token] = field(default_factory=list)


def clauses_in(tokens: Sequence[Token]) -> list[Clause]:
    """All clauses with a relation, in order of their ends. A bracket with a relation inside is a clause of its own."""
    splitter = _Splitter()
    for token in _join_continued(_settle_formulas(tokens)):
        splitter.feed(token)
    splitter.close_all("")
    return splitter.clauses


def _settle_formulas(tokens: Sequence[Token]) -> Iterator[Token]:
    """An inline formula without a relation is part of its sentence; any other formula stands alone."""
    stands_alone = False
    for position, token in enumerate(tokens):
        if token.kind == "math-open":
            stands_alone = token.text == "display" or _has_relation(tokens, position)
        if token.kind not in ("math-open", "math-close"):
            yield token
        elif stands_alone:
            yield Token("separator", token.kind, token.start, token.end, token.spaced)


def _has_relation(tokens: Sequence[Token], opening: int) -> bool:
    for position in range(opening + 1, len(tokens)):
        if tokens[position].kind == "math-close":
            return False
        if tokens[position].kind == "relation":
            return True
    return False


def _join_continued(tokens: Iterable[Token]) -> Iterator[Token]:
    """A line that begins with `=` continues the line above it: the break between the two is dropped."""
    held: list[Token] = []
    for token in tokens:
        if token.kind == "separator" and (token.text in _CONTINUED_OVER or token.text.startswith("math-")):
            held.append(token)
            continue
        if token.kind != "relation":
            yield from held
        held = []
        yield token
    yield from held


class _Splitter:
    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.scopes = [_Scope(None)]
        self.begins_line = True

    def feed(self, token: Token) -> None:
        match token.kind:
            case "open" | "annotation-open":
                self.scopes.append(_Scope(token))
            case "close" | "annotation-close":
                self._close(token)
            case "separator":
                self._separate(token)
            case _:
                self.scopes[-1].tokens.append(token)

    def close_all(self, mark: str) -> None:
        """Ends every open bracket: they were never closed."""
        while len(self.scopes) > 1:
            self._flush(self.scopes.pop(), mark)
        self._flush(self.scopes[0], mark)

    def _separate(self, token: Token) -> None:
        if token.text in ("\n", "\\begin", "\\end") or token.text.startswith("math-"):
            self.close_all(token.text)
            self.begins_line = True
        elif len(self.scopes) > 1:
            self.scopes[-1].tokens.append(token)
        else:
            self._flush(self.scopes[0], token.text)

    def _close(self, token: Token) -> None:
        scope = self.scopes[-1]
        expected = _closing_of(scope.opening)
        if scope.opening is None or token.text != expected:
            self._flush(self.scopes[0], token.text) if scope.opening is None else scope.tokens.append(_poison(token))
            return
        self.scopes.pop()
        parent = self.scopes[-1].tokens
        if any(inner.kind == "relation" for inner in scope.tokens):
            self._flush(scope, token.text)
            if token.kind == "close":
                parent.append(Token("comment", "", scope.opening.start, token.end, scope.opening.spaced))
        elif len(self.scopes) > _DEEPEST:
            parent.append(_poison(token))
        else:
            parent.extend((scope.opening, *map(_inside_bracket, scope.tokens), token))

    def _flush(self, scope: _Scope, mark: str) -> None:
        piece: list[Token] = []
        for token in scope.tokens:
            if token.kind == "separator":
                self._emit(piece, token.text)
                piece = []
            else:
                piece.append(token)
        self._emit(piece, mark)
        scope.tokens = []

    def _emit(self, piece: list[Token], mark: str) -> None:
        if any(token.kind == "relation" for token in piece):
            self.clauses.append(Clause(tuple(piece), mark, self.begins_line))
        if piece:
            self.begins_line = False


def _closing_of(opening: Token | None) -> str:
    if opening is None:
        return ""
    return ">>" if opening.kind == "annotation-open" else MATCHING[opening.text]


def _inside_bracket(token: Token) -> Token:
    """A comma in a bracket makes it a list or a point, and no number."""
    return _poison(token) if token.kind == "separator" else token


def _poison(token: Token) -> Token:
    return Token("unreadable", token.text, token.start, token.end, token.spaced)
