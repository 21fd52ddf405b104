"""Finds the statements of a step: two readable expressions with a relation between them, and where they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from worker.scorers.arithmetic.clauses import Clause, clauses_in
from worker.scorers.arithmetic.cursor import Unreadable, closing_brackets
from worker.scorers.arithmetic.expressions import Expression
from worker.scorers.arithmetic.parser import parse_expression
from worker.scorers.arithmetic.tokenizer import tokenize
from worker.scorers.arithmetic.tokens import Token

_LONGEST_SIDE: Final = 120
_RELATION: Final = re.compile(r"[=≈≃<>≤≥≠]|\\(?:approx|simeq|[lg]e|[lg]t|ne)")
_HEDGES: Final = frozenset({"approximately", "about", "roughly", "around", "nearly", "almost", "approx"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a statement. `expressions` are its readings, the usual one first; `before` are the tokens that stand
    before it in its clause, the nearest last."""

    expressions: tuple[Expression, ...]
    start: int
    end: int
    units: tuple[str, ...]
    applied: frozenset[str]
    oddities: frozenset[str]
    before: tuple[Token, ...] = ()
    after: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """`left relation right`. `chain` counts the statement's place in `a = b = c`: 0 for a = b, 1 for b = c."""

    left: Side
    relation: str
    right: Side
    chain: int
    ended_by: str

    @property
    def start(self) -> int:
        return self.left.start

    @property
    def end(self) -> int:
        return self.right.end


def statements_in(text: str) -> Iterator[Statement]:
    """The statements of a step, clause by clause."""
    if not _RELATION.search(text):
        return
    for clause in clauses_in(tokenize(text)):
        yield from _statements_of(clause)


def _statements_of(clause: Clause) -> Iterator[Statement]:
    tokens = _without_bullet(clause)
    relations = [position for position, token in enumerate(tokens) if token.kind == "relation"]
    edges = [-1, *relations, len(tokens)]
    members = [tokens[start + 1 : end] for start, end in pairwise(edges)]
    for place, position in enumerate(relations):
        left = _left_side(members[place])
        hedged, right_tokens = _strip_hedge(members[place + 1])
        right = _right_side(right_tokens)
        if left and right:
            relation = tokens[position].text
            yield Statement(left, "≈" if hedged and relation == "=" else relation, right, place, clause.ended_by)


def _without_bullet(clause: Clause) -> list[Token]:
    """`- 3 * 4 = 12` at the beginning of a line: the dash is a bullet."""
    tokens = list(clause.tokens)
    is_bullet = clause.begins_line and len(tokens) > 1 and tokens[0].kind == "operator" and tokens[0].text in "-*"
    return tokens[1:] if is_bullet and tokens[1].spaced and not tokens[0].in_math else tokens


def _strip_hedge(tokens: list[Token]) -> tuple[bool, list[Token]]:
    if tokens and tokens[0].kind == "word" and tokens[0].text.lower() in _HEDGES:
        return True, tokens[1:]
    return False, tokens


def _left_side(tokens: list[Token]) -> Side | None:
    """The longest expression that reaches the relation and begins where words end."""
    tokens = tokens[-_LONGEST_SIDE:]
    closings = closing_brackets(tokens)
    for start in range(len(tokens)):
        if tokens[start].kind in ("word", "comment") or not _may_begin(tokens, start):
            continue
        side = _side(tokens, start, closings)
        if side and not side.after:
            return side
    return None


def _may_begin(tokens: list[Token], start: int) -> bool:
    if start == 0:
        return True
    if tokens[start].kind == "operator":  # `Tom's age - 4`: the words are an operand that we cannot read
        return False
    previous = tokens[start - 1]
    return previous.kind == "comment" or (
        previous.kind == "word" and (tokens[start].spaced or tokens[start].start > previous.end)
    )


def _right_side(tokens: list[Token]) -> Side | None:
    """The longest expression from the relation on, if it ends where words begin."""
    tokens = tokens[:_LONGEST_SIDE]
    side = _side(tokens, 0, closing_brackets(tokens)) if tokens else None
    if side is None or (side.after and side.after[0].kind not in ("word", "comment")):
        return None
    return side


def _side(tokens: list[Token], start: int, closings: Mapping[int, int]) -> Side | None:
    try:
        reading = parse_expression(tokens, start, closings)
        expressions: tuple[Expression, ...] = (reading.expression,)
        if "slash" in reading.oddities:
            expressions += (parse_expression(tokens, start, closings, tight=True).expression,)
    except Unreadable:
        return None
    return Side(
        expressions,
        tokens[start].start,
        tokens[reading.end - 1].end,
        reading.units,
        reading.applied,
        reading.oddities,
        tuple(tokens[max(0, start - 8) : start]),
        tuple(tokens[reading.end : reading.end + 8]),
    )
