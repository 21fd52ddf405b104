# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""What signs, LaTeX commands and words mean to the tokenizer: tables only."""

from collections.abc import Mapping
from typing import Final


def words(text: str) -> frozenset[str]:
    """A set of words, written as a line of them."""
    return frozenset(text.split())


RELATIONS: Final[Mapping[str, str]] = {
    "=": "=",
    "==": "=",
    "≈": "≈",
    "≃": "≈",
    "\\approx": "≈",
    "\\simeq": "≈",
    "<": "<",
    "\\lt": "<",
    ">": ">",
    "\\gt": ">",
    "<=": "≤",
    "≤": "≤",
    "\\le": "≤",
    "\\leq": "≤",
    "\\leqslant": "≤",
    ">=": "≥",
    "≥": "≥",
    "\\ge": "≥",
    "\\geq": "≥",
    "\\geqslant": "≥",
    "!=": "≠",
    "≠": "≠",
    "\\ne": "≠",
    "\\neq": "≠",
}

OPERATORS: Final[Mapping[str, str]] = {
    "+": "+",
    "-": "-",
    "−": "-",
    "–": "-",
    "*": "*",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "•": "*",
    "∗": "*",
    "\\times": "*",
    "\\cdot": "*",
    "\\ast": "*",
    "/": "/",
    "÷": "/",
    "\\div": "/",
    "^": "^",
    "**": "^",
}

WORD_OPERATORS: Final[Mapping[str, str]] = {"times": "*", "plus": "+", "minus": "-"}

FUNCTIONS: Final[Mapping[str, str]] = {
    "\\frac": "frac",
    "\\dfrac": "frac",
    "\\tfrac": "frac",
    "\\cfrac": "frac",
    "\\sqrt": "sqrt",
    "√": "sqrt",
    "\\binom": "binom",
    "\\dbinom": "binom",
    "\\tbinom": "binom",
    "\\sin": "sin",
    "\\cos": "cos",
    "\\tan": "tan",
    "\\sec": "sec",
    "\\csc": "csc",
    "\\cot": "cot",
    "\\log": "log",
    "\\ln": "ln",
}

BRACKETS: Final[Mapping[str, str]] = {
    "\\lfloor": "⌊",
    "\\rfloor": "⌋",
    "\\lceil": "⌈",
    "\\rceil": "⌉",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\vert": "|",
    "\\lbrace": "(",
    "\\rbrace": ")",
    "\\lbrack": "[",
    "\\rbrack": "]",
    "\\{": "[",
    "\\}": "]",
}

MATCHING: Final[Mapping[str, str]] = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉"}

# Spacing and size: they change how a formula looks, never what it says.
SILENT: Final = frozenset({"\\ "}) | words(
    "\\, \\; \\: \\! \\displaystyle \\textstyle \\limits \\thinspace \\nonumber \\notag \\allowbreak"
)

# They dress the bracket that follows: part of it for whoever underlines it, nothing to whoever computes.
DRESSING: Final = words("\\left \\right \\big \\Big \\bigg \\Bigg \\bigl \\bigr \\Bigl \\Bigr \\boxed \\fbox")

# They end one statement and begin the next.
SEPARATORS: Final = words(
    "\\quad \\qquad \\implies \\Rightarrow \\Longrightarrow \\rightarrow \\longrightarrow \\to \\iff \\Leftrightarrow"
    " \\leftrightarrow \\therefore \\because \\newline \\hline"
)

TEXT_COMMANDS: Final = words(
    "\\text \\textbf \\textit \\textrm \\mathrm \\mathbf \\mathit \\mathsf \\mbox \\bold \\boldsymbol \\textsf \\texttt"
)

# A single letter in one of these is a vector or a matrix, which we do not compute with.
VECTOR_COMMANDS: Final = words("\\mathbf \\bold \\textbf \\boldsymbol")

GREEK: Final = words(
    "\\alpha \\beta \\gamma \\delta \\epsilon \\varepsilon \\zeta \\eta \\theta \\vartheta \\kappa \\lambda \\mu \\nu"
    " \\xi \\rho \\sigma \\tau \\phi \\varphi \\chi \\psi \\omega"
)

# Environments whose lines are ordinary statements. Every other one (matrices, tables, cases) is left unread.
PLAIN_ENVIRONMENTS: Final = words(
    "align align* aligned equation equation* gather gather* gathered split eqnarray eqnarray* multline multline*"
)

SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

VULGAR_FRACTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}

# Letters that are a unit after a number inside a formula, where a run of letters is otherwise a product.
UNIT_ABBREVIATIONS: Final = words(
    "cm mm km kg mg ml mL kb Mb kB MB GB ft in oz lb lbs hr hrs min sec mph km/h cents dollars hours days"
)
