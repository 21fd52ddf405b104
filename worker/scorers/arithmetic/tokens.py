"""What a step is cut into."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number",  # 1,234.5
    "vulgar",  # ½
    "symbol",  # x, \theta, x_1
    "constant",  # \pi
    "word",  # apples, \text{ pounds}
    "operator",  # + - * / ^
    "superscript",  # ²
    "relation",  # = ≈ < > ≤ ≥ ≠
    "function",  # \frac, \sqrt, \sin
    "open",
    "close",
    "bar",  # |
    "percent",
    "currency",
    "degree",
    "bang",  # !
    "choose",  # {n \choose k}
    "base",  # the _ of \log_2
    "separator",  # what ends a statement; its text says which mark it was
    "annotation-open",  # <<
    "annotation-close",  # >>
    "math-open",
    "math-close",
    "comment",  # a bracket that was lifted out of its clause
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is normalized ("*" for \\times); `start` and `end` are offsets into the step; `spaced` says that
    white space stands before it."""

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False
    in_math: bool = False
