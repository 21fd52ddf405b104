# ruff: noqa: RUF001, RUF002 (the signs of arithmetic are what this is about)
"""Reasons to doubt that a statement which looks false was meant as we read it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Final

from worker.scorers.arithmetic.comparison import Comparison
from worker.scorers.arithmetic.expressions import is_bare, leading_literal
from worker.scorers.arithmetic.statements import Side, Statement
from worker.scorers.arithmetic.tokens import Token
from worker.scorers.arithmetic.units import may_convert, mixes_units
from worker.scorers.arithmetic.vocabulary import words

_NEAR: Final = 90
_HYPOTHETICAL: Final = re.compile(
    r"\b(?:if|suppose|supposing|assum\w+|imagine|check\w*|test\w*|try|trying|tried|guess\w*|verif\w+|whether|wonder\w*"
    r"|would|should|could|instead|mistake\w*|error\w*|incorrect\w*|wrong\w*|contradict\w*|impossible|false|not|never"
    r"|cannot|claim\w*|unless|typo|satisf\w+|remainder|modulo|mod)\b|n't|n’t|≠|\\neq?\b|\?",
    re.IGNORECASE,
)
_AFTERTHOUGHT: Final = re.compile(
    r"\b(?:contradict\w*|impossible|false|not|never|cannot|incorrect\w*|wrong\w*|no solutions?|fails?|error\w*"
    r"|mistake\w*|invalid|wait|actually|remainder)\b|n't|n’t|≠|\\neq?\b|\?",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n\s*\n|\n\s*[-*•]|\\\]")
_OTHER_NUMERALS: Final = re.compile(
    r"\bmod\b|\bmodul|\\p?mod|\\bmod|\\equiv|≡|\bcongruen|\bbase[- ]?(?:\\\(|\$)?\s?[0-9b]|\bbases\b|\bbinary\b"
    r"|\bhexadecimal\b|\boctal\b|[0-9]_\{?[0-9]|\bclock\b|\bo'clock\b|\bcryptarithm|\beach letter\b|\boperation\b",
    re.IGNORECASE,
)
_CONTINUES_LEFT: Final = words(
    "of times plus minus by over than per squared cubed root half third quarter twice double triple divided multiplied"
    " negative dozen hundred thousand million billion less more and to from between step day week month year case"
    " equation number part question problem figure option choice level round game test section chapter page line row"
    " column no"
)
_CONTINUES_RIGHT: Final = words(
    "times of plus minus divided multiplied squared cubed percent dozen hundred thousand million billion trillion"
    " remainder r more less over to th st nd rd and or k m am pm a.m p.m"
)
_LEAVES_OPEN: Final = words("operator percent currency open bang")
_ORDINALS: Final = frozenset({"th", "st", "nd", "rd", "am", "pm", "noon", "midnight"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds a statement: the text of its step and the problem's."""

    text: str
    problem: str


def doubt_about(statement: Statement, comparison: Comparison, surroundings: Surroundings) -> str | None:
    """The first reason to say nothing about a statement that looks false, in a few words; None if there is none."""
    for reason, applies in _DOUBTS.items():
        if applies(statement, comparison, surroundings):
            return reason
    return None


def speaks_another_arithmetic(surroundings: Surroundings) -> bool:
    """Whether the problem or the step works with residues, other bases or an operation of its own."""
    return bool(_OTHER_NUMERALS.search(surroundings.problem) or _OTHER_NUMERALS.search(surroundings.text))


def is_hypothetical(statement: Statement, text: str) -> bool:
    """Whether the sentence supposes, tests or denies rather than states."""
    before = text[max(0, statement.start - _NEAR) : statement.start]
    after = text[statement.end : statement.end + _NEAR]
    before = before[_last_end(before) :]
    end = _SENTENCE_END.search(after)
    return bool(_HYPOTHETICAL.search(before) or _AFTERTHOUGHT.search(after[: end.end() if end else None]))


def _last_end(text: str) -> int:
    return max((match.end() for match in _SENTENCE_END.finditer(text)), default=0)


def _is_cut_off(statement: Statement, _comparison: Comparison, _surroundings: Surroundings) -> bool:
    return _begins_in_the_middle(statement.left) or _ends_in_the_middle(statement.right)


def _begins_in_the_middle(side: Side) -> bool:
    if not side.before:
        return False
    if _last_word(side.before[-1]) in _CONTINUES_LEFT:
        return True
    behind_words = dropwhile(lambda token: token.kind in ("word", "comment"), reversed(side.before))
    return any(token.kind in _LEAVES_OPEN for token in islice(behind_words, 1))


def _last_word(token: Token) -> str:
    return token.text.lower().split()[-1] if token.text else ""


def _ends_in_the_middle(side: Side) -> bool:
    return bool(side.after) and side.after[0].text.lower() in _CONTINUES_RIGHT


def _is_a_label(statement: Statement, _comparison: Comparison, _surroundings: Surroundings) -> bool:
    """`Total in 8 boxes = 8 × 20`, `2 dozen = 2 × 12`: the left side is no result."""
    left = statement.left
    return statement.chain == 0 and is_bare(left.expressions[0]) and bool(left.before or set(left.units) - {"$"})


def _is_a_running_total(statement: Statement, comparison: Comparison, _surroundings: Surroundings) -> bool:
    """`5 + 3 = 8 × 2 = 16`: the next computation is hung on to the result of the last."""
    literal = leading_literal(statement.right.expressions[0])
    is_hung_on = literal is not None and not is_bare(statement.right.expressions[0])
    return is_hung_on and literal is not None and literal.value == comparison.left


def _mixes_units(statement: Statement, comparison: Comparison, surroundings: Surroundings) -> bool:
    words = (*statement.left.units, *statement.right.units)
    if re.search(r"\bcents?\b|¢", surroundings.text) and may_convert(("$",), comparison.right, comparison.left):
        return True
    return mixes_units(words) or may_convert(words, comparison.right, comparison.left)


def _has_odd_parts(statement: Statement, _comparison: Comparison, _surroundings: Surroundings) -> bool:
    units = {word for side in (statement.left, statement.right) for word in side.units}
    oddities = statement.left.oddities | statement.right.oddities
    return bool(units & _ORDINALS) or "number in a remark" in oddities


_DOUBTS: Final[dict[str, Callable[[Statement, Comparison, Surroundings], bool]]] = {
    "the expression may go on beyond what was read": _is_cut_off,
    "the left side names something": _is_a_label,
    "a running total": _is_a_running_total,
    "units that convert": _mixes_units,
    "an ordinal or a remark with numbers": _has_odd_parts,
    "supposed, tested or denied": lambda statement, _comparison, surroundings: is_hypothetical(
        statement, surroundings.text
    ),
    "another arithmetic": lambda _statement, _comparison, surroundings: speaks_another_arithmetic(surroundings),
}
