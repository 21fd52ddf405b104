# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Judges an equality in letters: an identity that holds, one that was meant and fails, or an equation to be solved."""

import re
from typing import Any, Final

from worker.scorers.arithmetic.doubts import Surroundings, is_hypothetical, speaks_another_arithmetic
from worker.scorers.arithmetic.expressions import is_bare, symbols_in
from worker.scorers.arithmetic.judgement import Judgement
from worker.scorers.arithmetic.shown import show_expression, show_polynomial, show_statement
from worker.scorers.arithmetic.statements import Statement
from worker.scorers.arithmetic.symbolic_equality import (
    NotPolynomial,
    as_polynomials,
    compare_as_functions,
    modulo_imaginary_unit,
    total_degree,
)

_REWRITES: Final = re.compile(
    r"\b(?:expand\w*|factor\w*|distribut\w*|FOIL|like terms|(?:long|synthetic) division)\b", re.IGNORECASE
)
_SOLVES: Final = re.compile(
    r"\b(?:equations?|both|sides?|equal\w*|solv\w+|set|setting|clear\w*|eliminat\w+|roots?|zeros?|find)\b",
    re.IGNORECASE,
)
_REACH: Final = 120


def judge_identity(statement: Statement, surroundings: Surroundings, *, in_identity: bool) -> Judgement | None:
    """Supports what holds for all values. Contradicts only what was surely meant to: most false equalities in letters
    are equations to be solved, and about those nothing is said."""
    shown = show_statement(statement)
    details = {"statement": shown}
    verdicts = {
        compare_as_functions(left, right)
        for left in statement.left.expressions
        for right in statement.right.expressions
    }
    if "same" in verdicts:
        return Judgement("supports", "identity", f"{shown} holds for all values.", details)
    polynomials = _polynomials(statement) if verdicts == {"different"} else None
    if polynomials is None:
        return None
    difference = modulo_imaginary_unit(polynomials[0] - polynomials[1])
    if difference == 0:
        return Judgement("supports", "identity", f"{shown} holds, with i² = −1.", details)
    if not _is_meant_as_identity(statement, surroundings, difference, polynomials[0], in_identity=in_identity):
        return None
    return Judgement("contradicts", "identity", _complaint(statement, *polynomials), details)


def _polynomials(statement: Statement) -> tuple[Any, Any] | None:
    left, right = statement.left.expressions[0], statement.right.expressions[0]
    if symbols_in(left) != symbols_in(right):
        return None
    try:
        first, second = as_polynomials(left, right)
    except NotPolynomial:
        return None
    return first, second


def _is_meant_as_identity(
    statement: Statement, surroundings: Surroundings, difference: Any, first: Any, *, in_identity: bool
) -> bool:
    """A slip continues a chain of rewriting and is off by one term; or its sentence says that it expands or factors and
    nothing of solving, and the slip is off by one term or leaves the leading terms as they were."""
    left, right = statement.left, statement.right
    if left.applied | right.applied or is_bare(left.expressions[0]) or is_bare(right.expressions[0]):
        return False
    if is_hypothetical(statement, surroundings.text) or speaks_another_arithmetic(surroundings):
        return False
    if in_identity:
        return len(difference) == 1
    before = surroundings.text[max(0, statement.start - _REACH) : statement.start]
    is_near = len(difference) == 1 or total_degree(difference) < total_degree(first)
    return is_near and bool(_REWRITES.search(before)) and not _SOLVES.search(before)


def _complaint(statement: Statement, first: Any, second: Any) -> str:
    left, right = (show_expression(side.expressions[0]) for side in (statement.left, statement.right))
    result = show_polynomial(first)
    if result is None or result == left:
        return f"{left} and {right} are not the same for all values: they differ by {show_polynomial(first - second)}."
    return f"{left} = {result}, the step says {right}."
