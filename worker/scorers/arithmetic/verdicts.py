"""Judges one statement: it holds, it is false, it looks false but may be meant otherwise, or nothing can be said."""

from fractions import Fraction
from typing import Literal

from worker.scorers.arithmetic.comparison import Comparison, compare_values
from worker.scorers.arithmetic.doubts import Surroundings, doubt_about
from worker.scorers.arithmetic.expressions import Expression, Number, is_bare, symbols_in, walk
from worker.scorers.arithmetic.identities import judge_identity
from worker.scorers.arithmetic.judgement import Judgement
from worker.scorers.arithmetic.shown import show_expression, show_number, show_statement
from worker.scorers.arithmetic.statements import Statement


def judge(
    statement: Statement, surroundings: Surroundings, *, rounded: frozenset[str], in_identity: bool
) -> Judgement | None:
    """The judgement; None where nothing is computed or nothing can be decided. `rounded` are literals known to be
    rounded results of earlier steps; `in_identity`: the chain that the statement continues has begun as an identity."""
    left, right = statement.left.expressions[0], statement.right.expressions[0]
    if left == right or (is_bare(left) and is_bare(right)):
        return None
    if not symbols_in(left) | symbols_in(right):
        return _judge_numbers(statement, surroundings, rounded)
    return judge_identity(statement, surroundings, in_identity=in_identity) if statement.relation == "=" else None


def _judge_numbers(statement: Statement, surroundings: Surroundings, rounded: frozenset[str]) -> Judgement | None:
    comparison = compare_values(
        statement.left.expressions, statement.relation, statement.right.expressions, rounded=rounded
    )
    if comparison.outcome == "open":
        return None
    kind: Literal["arithmetic", "comparison"] = "arithmetic" if statement.relation in "=≈" else "comparison"
    shown = show_statement(statement)
    details = {"statement": shown, "left": show_number(comparison.left), "right": show_number(comparison.right)}
    if comparison.outcome == "holds":
        return Judgement("supports", kind, f"{shown} holds.", details, _rounded_in(statement, comparison))
    if doubt := doubt_about(statement, comparison, surroundings):
        return Judgement("doubts", kind, f"{shown} looks false, but: {doubt}.", details)
    return Judgement("contradicts", kind, _complaint(statement, comparison), details)


def _rounded_in(statement: Statement, comparison: Comparison) -> frozenset[str]:
    if comparison.left == comparison.right:
        return frozenset()
    sides = (statement.left.expressions[0], statement.right.expressions[0])
    return frozenset(part.text for side in sides if is_bare(side) for part in walk(side) if isinstance(part, Number))


def _complaint(statement: Statement, comparison: Comparison) -> str:
    left, right = statement.left.expressions[0], statement.right.expressions[0]
    if statement.relation in "=≈" and is_bare(right):
        return f"{_computed(left, comparison.left)}, the step says {show_expression(right)}."
    if statement.relation in "=≈" and is_bare(left):
        return f"{_computed(right, comparison.right)}, the step says {show_expression(left)}."
    sides = f"{_computed(left, comparison.left)} and {_computed(right, comparison.right)}"
    return f"{sides}, so “{statement.relation}” between them is wrong."


def _computed(side: Expression, value: Fraction) -> str:
    shown, number = show_expression(side), show_number(value)
    number = number.removeprefix(f"{shown.replace(' ', '')} ")  # 2 / 3 ≈ 0.667, not 2 / 3 = 2/3 ≈ 0.667
    if shown == number:
        return shown
    return f"{shown} {number}" if number.startswith("≈") else f"{shown} = {number}"
