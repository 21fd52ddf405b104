"""Reads tokens as an arithmetic expression: recursive descent, bounded in depth and size, never `eval`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from worker.scorers.arithmetic.cursor import TokenCursor, Unreadable
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
    symbols_in,
)
from worker.scorers.arithmetic.tokens import Token
from worker.scorers.arithmetic.vocabulary import MATCHING, words

MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 60
_ARTICLES: Final = words("the his her their its those these all total")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the parser read: the tree, the token behind it, and what it met on its way. `applied` are the letters that a
    bracket follows: in f(x) the letter is no factor."""

    expression: Expression
    end: int
    units: tuple[str, ...]
    applied: frozenset[str]
    oddities: frozenset[str]


def parse_expression(
    tokens: Sequence[Token], start: int, closings: Mapping[int, int], *, tight: bool = False
) -> Reading:
    """The longest expression that begins at `start`. `tight`: 1/2x is 1/(2x). Raises Unreadable."""
    parser = _Parser(tokens, start, closings, tight=tight)
    expression = parser.parse_sum()
    return Reading(expression, parser.index, tuple(parser.units), frozenset(parser.applied), frozenset(parser.oddities))


class _Parser(TokenCursor):
    def __init__(self, tokens: Sequence[Token], start: int, closings: Mapping[int, int], *, tight: bool) -> None:
        super().__init__(tokens, start, closings)
        self.tight = tight
        self.depth = 0
        self.bars = 0
        self.applied: set[str] = set()

    # Sums and products

    def parse_sum(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable
        left = self._parse_product()
        while (operator := self.operator()) and operator[0] in "+-":
            self.index += operator[1]
            left = Binary(operator[0], left, self._parse_product())
        self.depth -= 1
        return left

    def _parse_product(self) -> Expression:
        left = self._parse_factor()
        divided = False
        while True:
            operator = self.operator()
            if operator and operator[0] in "*/":
                self.index += operator[1]
                divided = divided or operator[0] == "/"
                left = Binary(operator[0], left, self._parse_factor())
            elif self._takes_of(left):
                left = Binary("*", left, self._parse_factor())
            elif not self.tight and self._multiplies_silently():
                if divided:
                    self.oddities.add("slash")
                left = Binary("*", left, self._parse_power(), implicit=True)
            else:
                return left

    def _parse_factor(self) -> Expression:
        left = self._parse_signed()
        while self.tight and self._multiplies_silently():
            left = Binary("*", left, self._parse_power(), implicit=True)
        return left

    def _takes_of(self, left: Expression) -> bool:
        """`1/3 of 18`, `20% of the 40`: a product, where the left side is a part of one."""
        if not self.at("word", "of") or not _is_portion(left):
            return False
        following = self.peek(1)
        skip = 2 if following is not None and following.kind == "word" and following.text in _ARTICLES else 1
        if not self.at_operand(offset=skip):
            return False
        self.index += skip
        return True

    def _multiplies_silently(self) -> bool:
        """2(3 + 4), 3x, 2\\sqrt{3}: in prose only where nothing stands between the two."""
        token, previous = self.peek(), self.peek(-1)
        if token is None or previous is None or self.operator():
            return False
        if token.kind == "open":
            return not (token.text == "{" and previous.kind != "close") and self._opens_factor(token, previous)
        if token.kind in ("number", "vulgar"):
            return previous.kind == "bang" and not token.spaced  # 3!27!
        allowed = token.kind in ("symbol", "constant", "function")
        return allowed and (token.in_math or not token.spaced) and previous.kind != "word"

    def _opens_factor(self, token: Token, previous: Token) -> bool:
        if token.spaced and not token.in_math:
            return self.closings.get(self.index) is not None and not self.is_remark(self.index)
        return previous.kind != "word" and not self.is_remark(self.index)

    def _parse_signed(self) -> Expression:
        if self.at("operator", "-") or self.at("operator", "+"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise Unreadable
            sign = self.take().text
            operand = self._parse_signed()
            self.depth -= 1
            return Negation(operand) if sign == "-" else operand
        return self._parse_power()

    # Powers and what follows an operand

    def _parse_power(self) -> Expression:
        base = self._parse_primary()
        if self.at("bang"):
            self.take()
            base = Call("factorial", (base,))
        if self.at("superscript"):
            exponent = self.take().text
            base = Binary("^", base, _number(exponent))
        elif self.at("operator", "^"):
            base = self._parse_exponent(base)
        return self._parse_suffixes(base)

    def _parse_exponent(self, base: Expression) -> Expression:
        self.take()
        if self._takes_degree_sign():
            return Degrees(base)
        return Binary("^", base, self._parse_exponent_operand())

    def _takes_degree_sign(self) -> bool:
        if self.at("degree"):
            self.take()
            return True
        if self.at("open", "{") and self.at("degree", offset=1) and self.at("close", "}", offset=2):
            self.index += 3
            return True
        return False

    def _parse_exponent_operand(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable
        if self.at("operator", "-"):
            self.take()
            return Negation(self._parse_exponent_operand())
        operand = self._parse_primary()
        if self.at("operator", "^"):
            self.take()
            operand = Binary("^", operand, self._parse_exponent_operand())
        self.depth -= 1
        return operand

    def _parse_suffixes(self, operand: Expression) -> Expression:
        if self.at("percent"):
            self.take()
            operand = Percent(operand)
        elif self.at("degree"):
            self.take()
            operand = Degrees(operand)
        self.skip_words()
        return operand

    # Operands

    def _parse_primary(self) -> Expression:
        token = self.take()
        match token.kind:
            case "number" | "vulgar" | "currency":
                return self._numeral(token)
            case "symbol":
                return self._symbol(token)
            case "constant":
                return Pi()
            case "open":
                return self._group(token)
            case "bar" if not self.bars:
                return self._absolute()
            case "function":
                return self._function(token.text)
            case _:
                raise Unreadable

    def _numeral(self, token: Token) -> Expression:
        if token.kind == "vulgar":
            return _fraction(token.text)
        if token.kind == "number":
            return self._after_number(_number(token.text))
        if not self.at("number"):
            raise Unreadable
        self.units.append(token.text)
        return self._after_number(_number(self.take().text))

    def _after_number(self, number: Number) -> Expression:
        if number.decimals or not (token := self.peek()):
            return number
        if token.kind == "vulgar":
            self.oddities.add("mixed")
            return Mixed(number, _fraction(self.take().text))
        if token.kind == "function" and token.text == "frac" and self.at("open", "{", offset=1):
            return self._mixed_latex(number)
        is_mixed = (
            token.kind == "number"
            and token.spaced
            and self.at("operator", "/", offset=1)
            and self.at("number", offset=2)
        )
        if not is_mixed:
            return number
        numerator, _, denominator = self.take(), self.take(), self.take()
        self.oddities.add("mixed")
        return Mixed(number, Binary("/", _number(numerator.text), _number(denominator.text)))

    def _mixed_latex(self, number: Number) -> Expression:
        self.take()
        part = self._function("frac")
        if isinstance(part, Binary) and isinstance(part.left, Number) and isinstance(part.right, Number):
            self.oddities.add("mixed")
            return Mixed(number, part)
        return Binary("*", number, part, implicit=True)

    def _symbol(self, token: Token) -> Expression:
        if self.at("open", "("):
            self.applied.add(token.text)
        return Symbol(token.text)

    def _group(self, opening: Token) -> Expression:
        inside = self.parse_sum()
        if self.at("choose") and opening.text == "{":
            self.take()
            inside = Call("binom", (inside, self.parse_sum()))
        self._expect(MATCHING[opening.text])
        if opening.text in "⌊⌈":
            return Call("floor" if opening.text == "⌊" else "ceil", (inside,))
        return inside

    def _expect(self, closing: str) -> None:
        if not self.at("close", closing):
            raise Unreadable
        self.take()

    def _absolute(self) -> Expression:
        self.bars += 1
        inside = self.parse_sum()
        self.bars -= 1
        if not self.at("bar"):
            raise Unreadable
        self.take()
        return Call("abs", (inside,))

    def _function(self, name: str) -> Expression:
        if name == "frac":
            return self._frac()
        if name == "binom":
            return Call("binom", (self._argument(), self._argument()))
        if name == "sqrt":
            return self._root()
        power = self._function_power()
        base = self._log_base() if name == "log" else ()
        call: Expression = Call(name, (self._angle(), *base))
        return Binary("^", call, power) if power else call

    def _frac(self) -> Expression:
        token = self.peek()
        if token is not None and token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            self.take()  # \frac12
            return Binary("/", _number(token.text[0]), _number(token.text[1]))
        return Binary("/", self._argument(), self._argument())

    def _argument(self) -> Expression:
        token = self.take()
        if token.kind == "open" and token.text in "{(":
            return self._group(token)
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "symbol":
            return Symbol(token.text)
        raise Unreadable

    def _root(self) -> Expression:
        if self.at("open", "["):
            degree = self._group(self.take())
            return Call("root", (degree, self._argument()))
        return Call("sqrt", (self._argument(),))

    def _function_power(self) -> Expression | None:
        if not self.at("operator", "^"):
            return None
        self.take()
        power = self._argument()
        if not isinstance(power, Number):  # \sin^{-1} is an inverse, no power
            raise Unreadable
        return power

    def _log_base(self) -> tuple[Expression, ...]:
        if not self.at("base"):
            return ()
        self.take()
        return (self._argument(),)

    def _angle(self) -> Expression:
        """What sin or log is taken of: a bracket, or the factors up to the next sign or function."""
        if self.at("open"):
            return self._parse_suffixes(self._group(self.take()))
        operand = self._parse_power()
        while self._multiplies_silently() and not self.at("function") and not self.at("open"):
            operand = Binary("*", operand, self._parse_power(), implicit=True)
        return operand


def _number(text: str) -> Number:
    if len(text) > MAX_DIGITS:
        raise Unreadable
    decimals = len(text.partition(".")[2])
    return Number(Fraction(text), decimals, text)


def _fraction(text: str) -> Expression:
    numerator, _, denominator = text.partition("/")
    return Binary("/", _number(numerator), _number(denominator))


def _is_portion(expression: Expression) -> bool:
    match expression:
        case Percent():
            return True
        case Binary("/", left, right):
            return not symbols_in(left) | symbols_in(right)
        case Number(value, decimals, _):
            return decimals > 0 and value < 1
        case _:
            return False
