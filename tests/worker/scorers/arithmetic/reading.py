"""Short ways from a text to what the arithmetic modules make of it."""

from fractions import Fraction

from worker.scorers.arithmetic.evaluation import Convention, Setting, evaluate
from worker.scorers.arithmetic.expressions import Expression
from worker.scorers.arithmetic.intervals import Interval
from worker.scorers.arithmetic.statements import Statement, statements_in


def read_statement(text: str) -> Statement:
    """The only statement of a text."""
    (statement,) = statements_in(text)
    return statement


def read(text: str) -> Expression:
    """A text as an expression."""
    return read_statement(f"{text} = 0").left.expressions[0]


def value_of(text: str, *, convention: Convention | None = None, **symbols: int) -> Interval:
    """The value of a text, with letters put in."""
    setting = Setting(convention or Convention(), {name: Fraction(value) for name, value in symbols.items()})
    return evaluate(read(text), setting)
