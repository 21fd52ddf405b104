"""Numbers that a step quotes, and whether anything the model was given can be their source."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, product
from typing import Final

MAX_NUMBERS: Final = 10_000
_MAX_DIGITS: Final = 30
_FEWEST_DIGITS: Final = 3
_MOST_SOURCES: Final = 40
_USUAL_FACTORS: Final = (
    *(2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 365.0, 1000.0),
    *(1.609, 2.54, 0.3048, 0.4536, 1.8, 3.785, 28.35),  # miles, inches, feet, pounds, degrees, gallons, ounces
)

_SCALES: Final = {
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
}
_NUMBER: Final = re.compile(
    r"(?P<digits>[0-9]{1,3}(?:[,\u202f\u00a0][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?P<scale>(?:\s?|-)(?:hundred|thousand|million|billion|trillion|bn|mn)\b|[kKMB]\b)?"
    r"(?P<percent>\s?%)?",
)
# A number beside one of these is part of a name, a time, a date, a version or a link.
_NAME_BEFORE: Final = re.compile(r"[A-Za-z_#/:@\\.\-\u2013][0-9]")
_NAME_AFTER: Final = re.compile(r"[0-9](?:[A-Za-z_/:@\\\u2013]|-[0-9A-Za-z]|\.[0-9])")
_DECADE: Final = re.compile(r"[0-9]{3}0['\u2019]?s\b")


@dataclass(frozen=True, slots=True)
class QuotedNumber:
    """A number in a text. `unit` is what the last digit shown counts: 1 for 612, 100000 for 1.2 million."""

    value: float
    unit: float
    decimals: int
    text: str
    start: int
    end: int

    @property
    def significant_digits(self) -> int:
        return len(re.sub(r"[^0-9]", "", self.text).strip("0"))


def numbers_in(text: str) -> Iterator[QuotedNumber]:
    """All numbers, whatever they stand in: what the model was given is searched in this way."""
    for match in islice(_NUMBER.finditer(text), MAX_NUMBERS):
        digits = re.sub(r"[^0-9.]", "", match["digits"])
        if len(digits) > _MAX_DIGITS:
            continue
        decimals = len(digits.partition(".")[2])
        scale = _SCALES.get((match["scale"] or "").strip(" -\u00a0").lower(), 1)
        end = match.end() if scale != 1 or match["percent"] else match.end("digits")
        unit = scale / 10**decimals
        yield QuotedNumber(float(digits) * scale, unit, decimals, text[match.start() : end].strip(), match.start(), end)


def quantities_in(text: str) -> Iterator[QuotedNumber]:
    """The numbers that are quantities: no times, dates, versions, parts of names or decades."""
    for number in numbers_in(text):
        if not _is_inside_a_name(text, number) and not _DECADE.match(text, number.start):
            yield number


def quoted_numbers_in(text: str) -> Iterator[QuotedNumber]:
    """The quantities that must come from somewhere: decimals, and integers with three significant digits or more."""
    for number in quantities_in(text):
        if number.decimals or number.significant_digits >= _FEWEST_DIGITS:
            yield number


def _is_inside_a_name(text: str, number: QuotedNumber) -> bool:
    before = text[max(0, number.start - 1) : number.start + 1]
    digits_end = number.start + len(number.text)
    after = text[digits_end - 1 : digits_end + 2]
    opens_negative = before[:1] == "-" and not text[max(0, number.start - 2) : number.start - 1].strip(" (\n$€£")
    if _NAME_BEFORE.match(before) and not opens_negative:
        return True
    return bool(_NAME_AFTER.match(after)) and number.text[-1:].isdigit()


class KnownNumbers:
    """What the model was given so far, as numbers."""

    def __init__(self) -> None:
        self._values: set[float] = set()
        self._sorted: list[float] | None = None
        self.is_complete = True

    def learn(self, text: str) -> None:
        """Adds the numbers of a text, also the parts of `1939-45` and of `20270514`."""
        if not self.is_complete:
            return
        numbers = list(numbers_in(text))
        self._values.update(number.value for number in numbers)
        self._values.update(part for number in numbers for part in _parts_of(text, number))
        self.is_complete = len(numbers) < MAX_NUMBERS and len(self._values) < 2 * MAX_NUMBERS
        self._sorted = None

    def can_be_source_of(self, number: QuotedNumber) -> bool:
        """Whether the number occurs, as it is, as a percentage, or rounded to the digits shown."""
        zeros = 0 if number.decimals else len(number.text) - len(number.text.rstrip("0"))
        unit = number.unit * 10**zeros
        scales = [1.0] + [0.01] * number.text.endswith("%") + [100.0] * (number.value < 1)
        return any(self._has_near(number.value * scale, unit * scale) for scale in scales)

    def _has_near(self, value: float, unit: float) -> bool:
        if self._sorted is None:
            self._sorted = sorted(self._values)
        slack = abs(value) * 1e-9
        place = bisect_left(self._sorted, value - unit / 2 - slack)
        return place < len(self._sorted) and self._sorted[place] <= value + unit + slack


def _parts_of(text: str, number: QuotedNumber) -> Iterator[float]:
    digits = text[number.start : number.end]
    tail = re.match(r"\s?[-\u2013/]\s?([0-9]{2})(?![0-9])", text[number.end : number.end + 6])
    if len(digits) == 4 and digits.isdigit() and tail:  # 1939-45
        yield float(digits[:2] + tail.group(1))
    if len(digits) in (8, 14) and digits.isdigit():  # 20270514
        yield float(digits[:4])


def is_computable(number: QuotedNumber, sources: Iterable[float], *, freely: bool) -> bool:
    """Whether the number is a simple result of two of the sources; `freely`: of three, or of one and a usual factor.
    With many sources nearly any number is: then the answer is yes."""
    values = list(dict.fromkeys(sources))
    if len(values) > _MOST_SOURCES:
        return True
    results = chain(_results_of(values), _free_results_of(values) if freely else ())
    return any(abs(result - number.value) < number.unit for result in results)


def _results_of(values: list[float]) -> Iterator[float]:
    for left, right in product(values, values):
        ratio = left / right if right else left
        yield from (left + right, abs(left - right), left * right, ratio, 100 * ratio, 100 * (ratio - 1))


def _free_results_of(values: list[float]) -> Iterator[float]:
    for left, factor in product(values, (*values, *_USUAL_FACTORS)):
        yield from (left * factor, left * factor / 100, left * (100 - factor) / 100, (left + factor) / 2)
        if factor:
            yield left / factor
    for left, right, third in product(values, values, values):
        yield from (left + right + third, left * right + third, left + right - third)
