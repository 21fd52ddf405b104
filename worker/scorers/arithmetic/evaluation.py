"""The value of an expression: an interval with exact ends, under one reading of what is ambiguous in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Final, Literal

from worker.scorers.arithmetic import intervals, transcendental
from worker.scorers.arithmetic.expressions import (
    Binary,
    Call,
    Degrees,
    Expression,
    Mixed,
    Negation,
    Number,
    Percent,
    Pi,
    Symbol,
    walk,
)
from worker.scorers.arithmetic.intervals import Interval, NotComputable, exactly
from worker.scorers.arithmetic.transcendental import TRIGONOMETRIC

_NO_SYMBOLS: Final[Mapping[str, Fraction]] = {}


def no_slack(_number: Number) -> Fraction:
    """Literals mean what they say."""
    return Fraction(0)


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to read what people write ambiguously."""

    percent: Literal["hundredths", "plain", "relative"] = "hundredths"
    mixed: Literal["sum", "product"] = "sum"
    angle: Literal["radians", "degrees"] = "radians"
    log: Literal["ten", "natural", "two"] = "ten"
    minus: Literal["power first", "sign first"] = "power first"


@dataclass(frozen=True, slots=True)
class Setting:
    """What an evaluation is given: a convention, values of symbols, how far a literal may be off."""

    convention: Convention = Convention()
    symbols: Mapping[str, Fraction] = field(default_factory=lambda: _NO_SYMBOLS)
    slack: Callable[[Number], Fraction] = no_slack


def conventions_for(*expressions: Expression) -> list[Convention]:
    """The readings that make a difference for these expressions, the usual one first."""
    parts = [part for expression in expressions for part in walk(expression)]
    calls = [part for part in parts if isinstance(part, Call)]
    percents = (
        ("hundredths", "plain", "relative") if any(isinstance(part, Percent) for part in parts) else ("hundredths",)
    )
    mixeds = ("sum", "product") if any(isinstance(part, Mixed) for part in parts) else ("sum",)
    angles = ("radians", "degrees") if any(call.name in TRIGONOMETRIC for call in calls) else ("radians",)
    logs = (
        ("ten", "natural", "two")
        if any(call.name == "log" and len(call.arguments) == 1 for call in calls)
        else ("ten",)
    )
    minuses = ("power first", "sign first") if any(_is_minus_power(part) for part in parts) else ("power first",)
    return [Convention(*choice) for choice in product(percents, mixeds, angles, logs, minuses)]  # type: ignore[arg-type]


def evaluate(expression: Expression, setting: Setting) -> Interval:
    """The value. Raises NotComputable for an unknown symbol, no value or one too large."""
    match expression:
        case Number() | Symbol() | Pi():
            return _atom(expression, setting)
        case Binary():
            return _binary(expression, setting)
        case Call():
            return _call(expression, setting)
        case Mixed(whole, part):
            join = intervals.add if setting.convention.mixed == "sum" else intervals.multiply
            return join(evaluate(whole, setting), evaluate(part, setting))
        case Negation(operand):
            return _negation(operand, setting)
        case Degrees(operand):
            return evaluate(operand, setting)
        case Percent(operand):
            hundred = exactly(1 if setting.convention.percent == "plain" else 100)
            return intervals.divide(evaluate(operand, setting), hundred)


def _atom(atom: Number | Symbol | Pi, setting: Setting) -> Interval:
    match atom:
        case Number(value, _, _):
            return exactly(value).widened(setting.slack(atom))
        case Symbol(name):
            if name not in setting.symbols:
                raise NotComputable
            return exactly(setting.symbols[name])
        case Pi():
            return intervals.PI


def _is_minus_power(part: Expression) -> bool:
    return isinstance(part, Negation) and isinstance(part.operand, Binary) and part.operand.operator == "^"


def _negation(operand: Expression, setting: Setting) -> Interval:
    if setting.convention.minus == "sign first" and isinstance(operand, Binary) and operand.operator == "^":
        return evaluate(Binary("^", Negation(operand.left), operand.right), setting)
    return intervals.negate(evaluate(operand, setting))


def _binary(node: Binary, setting: Setting) -> Interval:
    left = evaluate(node.left, setting)
    right = evaluate(node.right, setting)
    if node.operator in "+-" and isinstance(node.right, Percent) and setting.convention.percent == "relative":
        right = intervals.multiply(left, right)
    match node.operator:
        case "+":
            return intervals.add(left, right)
        case "-":
            return intervals.add(left, intervals.negate(right))
        case "*":
            return intervals.multiply(left, right)
        case "/":
            return intervals.divide(left, right)
        case _:
            return intervals.power(left, right)


def _call(node: Call, setting: Setting) -> Interval:
    if node.name in TRIGONOMETRIC:
        return _trigonometric(node, setting)
    values = [evaluate(argument, setting) for argument in node.arguments]
    match node.name:
        case "sqrt":
            return intervals.root(values[0], 2)
        case "root":
            return intervals.root(values[1], intervals.whole_number(values[0], at_most=12))
        case "factorial":
            return intervals.factorial_of(values[0])
        case "binom":
            return intervals.binomial(values[0], values[1])
        case "abs":
            return _absolute(values[0])
        case "floor" | "ceil":
            return _rounded(values[0], floor if node.name == "floor" else ceil)
        case _:
            return _logarithm(node.name, values, setting)


def _absolute(value: Interval) -> Interval:
    if value.low < 0 < value.high:
        return Interval(Fraction(0), max(-value.low, value.high))
    return value if value.low >= 0 else intervals.negate(value)


def _rounded(value: Interval, rounding: Callable[[Fraction], int]) -> Interval:
    if rounding(value.low) != rounding(value.high):
        raise NotComputable
    return exactly(rounding(value.low))


def _logarithm(name: str, values: list[Interval], setting: Setting) -> Interval:
    bases = {"ten": exactly(10), "two": exactly(2)}
    natural = name == "ln" or (len(values) == 1 and setting.convention.log == "natural")
    base = values[1] if len(values) > 1 else bases.get(setting.convention.log)
    numerator = transcendental.natural_log(values[0])
    return numerator if natural or base is None else intervals.divide(numerator, transcendental.natural_log(base))


def _trigonometric(node: Call, setting: Setting) -> Interval:
    argument = node.arguments[0]
    angle = evaluate(argument, setting)
    if setting.convention.angle == "degrees" or any(isinstance(part, Degrees) for part in walk(argument)):
        angle = intervals.divide(intervals.multiply(angle, intervals.PI), exactly(180))
    return transcendental.trigonometric(node.name, angle)
