"""The final answer of a solution, and whether two answers are the same. Nothing is evaluated as code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from worker.scorers.arithmetic.cursor import Unreadable, closing_brackets
from worker.scorers.arithmetic.evaluation import Convention, Setting, evaluate
from worker.scorers.arithmetic.expressions import Expression
from worker.scorers.arithmetic.intervals import Interval, NotComputable
from worker.scorers.arithmetic.parser import parse_expression
from worker.scorers.arithmetic.symbolic_equality import compare_as_functions
from worker.scorers.arithmetic.tokenizer import tokenize
from worker.scorers.boxes import boxes_in

# Longer answers are compared as texts only.
LONGEST: Final = 200
_HASHES: Final = re.compile(r"^#### *(.+)$", re.MULTILINE)
_SPOKEN: Final = re.compile(r"\bfinal answer(?: is)?:? *([^\n]+)", re.IGNORECASE)
_TEXT: Final = re.compile(r"\\(?:text|mathrm|mbox|textbf|mathbf) *\{([^{}]*)\}")
_NOISE: Final = re.compile(r"\\(?:left|right|displaystyle|[!,;:] ?|quad\b)|[$]|\\[()\[\]]")
_NAMED: Final = re.compile(r"^[A-Za-z](?:\([a-z]\))? *= *")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
# 50 % of something is asked for as 50 as often as it is as 0.5.
_READINGS: Final = (Setting(Convention(percent="hundredths")), Setting(Convention(percent="plain")))


@dataclass(frozen=True, slots=True)
class _Read:
    expression: Expression
    unit: str


def final_answer(text: str) -> str | None:
    """What stands in the last \\boxed{}, else behind the last "####", else behind the last "final answer"; None where
    there is nothing of that."""
    boxes = list(boxes_in(text))
    if boxes:
        return boxes[-1].content or None
    for pattern in (_HASHES, _SPOKEN):
        found = [match[1] for match in pattern.finditer(text)]
        if found:
            return found[-1].strip().rstrip(".") or None
    return None


def same_answer(answer: str, reference: str) -> bool:
    """Equal as texts but for LaTeX's dressing; or equal numbers, exactly (1/2 = 0.5, but 0.33 is not 1/3); or
    expressions that agree everywhere; or lists of such, in order within brackets, in any order without or in braces."""
    first, second = _plain(answer), _plain(reference)
    if _folded(first) == _folded(second):
        return bool(first)
    if max(len(first), len(second)) > LONGEST:
        return False
    parts, others = _parts(first), _parts(second)
    if len(parts) > 1 or len(others) > 1:
        return _same_parts(parts, others, in_order=first[:1] in {"(", "["}) and _brackets(first) == _brackets(second)
    return _same_value(first, second)


def _plain(answer: str) -> str:
    """Without what changes only the look."""
    dressed = answer.strip().replace("\\$", "").replace("dfrac", "frac").replace("tfrac", "frac")
    undressed = _NOISE.sub("", _TEXT.sub(r"\1", dressed)).strip().rstrip(".").strip()
    return _NAMED.sub("", undressed)


def _folded(plain: str) -> str:
    return "".join(plain.split()).casefold()


def _brackets(plain: str) -> str:
    outer = plain[:1] + plain[-1:]
    return outer if outer[:1] in {"(", "["} else ""


def _parts(plain: str) -> list[str]:
    """What stands between commas, outside of brackets but for those around all of it. 1,234 is one number."""
    braced = plain.removeprefix("\\{").removesuffix("\\}") if plain.startswith("\\{") else plain
    inner = braced[1:-1] if _BRACKETS.get(braced[:1]) == braced[-1:] else braced
    if inner == plain and re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return [plain]
    parts, depth = [""], 0
    for letter in inner:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _same_parts(parts: Sequence[str], others: Sequence[str], *, in_order: bool) -> bool:
    if len(parts) != len(others):
        return False
    if in_order:
        return all(same_answer(one, other) for one, other in zip(parts, others, strict=True))
    left = list(others)
    for part in parts:
        match = next((other for other in left if same_answer(part, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _same_value(answer: str, reference: str) -> bool:
    first, second = _read(answer), _read(reference)
    if first is None or second is None or (first.unit and second.unit and first.unit != second.unit):
        return False
    if any(_overlap(_value(first, setting), _value(second, setting)) for setting in _READINGS):
        return True
    return compare_as_functions(first.expression, second.expression) == "same"


def _read(text: str) -> _Read | None:
    """The whole text as one expression; None where it is anything else."""
    tokens = tokenize(text)
    if not tokens:
        return None
    try:
        reading = parse_expression(tokens, 0, closing_brackets(tokens))
    except Unreadable:
        return None
    if reading.end != len(tokens):
        return None
    return _Read(reading.expression, " ".join(reading.units).casefold().rstrip("s"))


def _value(read: _Read, setting: Setting) -> Interval | None:
    try:
        return evaluate(read.expression, setting)
    except NotComputable:
        return None


def _overlap(first: Interval | None, second: Interval | None) -> bool:
    if first is None or second is None:
        return False
    return first.overlaps(second) and first.is_narrow() and second.is_narrow()
