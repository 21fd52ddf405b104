# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Splits a step into tokens with offsets: formulas inside their delimiters, prose outside, in one linear pass."""

import re
from typing import Final, get_args

from worker.scorers.arithmetic.latex import LONGEST_INLINE, LatexReader
from worker.scorers.arithmetic.tokens import Kind, Token
from worker.scorers.arithmetic.vocabulary import (
    OPERATORS,
    RELATIONS,
    SUPERSCRIPTS,
    UNIT_ABBREVIATIONS,
    VULGAR_FRACTIONS,
)

_COMMON: Final = r"""
    (?P<newline>\n)
  | (?P<date>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
  | (?P<number>(?:[0-9]{1,3}(?:(?:,|\{,\}|\\,|\\!)[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)
  | (?P<annotation><<|>>)
  | (?P<arrow><=>|<->|=>|->|[⇒→⟹⟺↔⇔∴])
  | (?P<doubtful>[=≈]\s?\?|\?\s?=|:=|\+/-|\+-|±|(?<![\s])–)
  | (?P<relation><=|>=|(?<=\s)!=|==|[=≈≃≠≤≥<>])
  | (?P<ellipsis>\.{2,}|…)
  | (?P<command>\\(?:[A-Za-z]+\*?|.|\n))
  | (?P<dollars>\$\$?)
  | (?P<operator>\*\*|[+*/×·⋅∙•∗÷−–^-])
  | (?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
  | (?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<bar>\|)
  | (?P<percent>%)
  | (?P<currency>[€£¥])
  | (?P<degree>°)
  | (?P<bang>!)
  | (?P<root>√)
  | (?P<constant>π)
  | (?P<subscript>_)
  | (?P<align>&)
  | (?P<mark>[,;:.?])
"""
_SPACE: Final = r"(?P<space>[\ \t\r\f\v\u00a0\u2009\u202f~]*) (?:"
_PROSE_WORD: Final = r"| (?P<word>[A-Za-z](?:[A-Za-z][A-Za-z0-9]*)?(?:['’][A-Za-z]+|-[A-Za-z]{2,})*)"
_MATH_WORD: Final = r"| (?P<word>[A-Za-z]+)"
_REST: Final = r"| (?P<other>.) | (?P<end>\Z) )"
_PROSE: Final = re.compile(_SPACE + _COMMON + _PROSE_WORD + _REST, re.VERBOSE | re.DOTALL)
_MATH: Final = re.compile(_SPACE + _COMMON + _MATH_WORD + _REST, re.VERBOSE | re.DOTALL)
_GROUPING: Final = re.compile(r",|\{,\}|\\,|\\!")
_KIND_OF: Final[dict[str, Kind]] = {kind: kind for kind in get_args(Kind)}
_LONGEST_PRODUCT: Final = 3


def tokenize(text: str) -> list[Token]:
    """All tokens of a step, in order. Never fails: what it cannot read becomes an "unreadable" token."""
    return _Tokenizer(text).run()


class _Tokenizer(LatexReader):
    def run(self) -> list[Token]:
        methods = {name: getattr(self, f"_on_{name}", None) for name in _PROSE.groupindex}
        while self.position < len(self.text):
            match = (_MATH if self.closer else _PROSE).match(self.text, self.position)
            if match is None or match.lastgroup is None:  # the rest of both patterns takes anything
                raise AssertionError(self.position)
            name = match.lastgroup
            start, end = match.span(name)
            self.spaced = self.spaced or start > match.start()
            method = methods[name]
            if method is not None:
                method(match[name], start)
            elif name != "end":
                self.add(_KIND_OF.get(name, "unreadable"), match[name], start)
            self.position = max(self.position, end)
        return self.tokens

    def _on_align(self, _text: str, _start: int) -> None:
        self.spaced = True

    def _on_newline(self, _text: str, start: int) -> None:
        is_blank = self.text[start + 1 : start + 2] == "\n"
        if self.closer and is_blank:  # a formula never spans an empty line: its end was lost
            self.leave_math(start, start)
        if not self.closer:
            self.add("separator", "\n", start)
        self.spaced = True

    def _on_number(self, text: str, start: int) -> None:
        last = self.last()
        is_name = last is not None and last.kind == "symbol" and last.end == start and not last.in_math  # x1
        kind: Kind = "unreadable" if is_name and not self._ends_with_cross() else "number"
        self.add(kind, _GROUPING.sub("", text), start, start + len(text))

    def _on_annotation(self, text: str, start: int) -> None:
        self.add("annotation-open" if text == "<<" else "annotation-close", text, start)

    def _on_arrow(self, text: str, start: int) -> None:
        self.add("separator", text, start)

    def _on_relation(self, text: str, start: int) -> None:
        following = self.text[start + len(text) : start + len(text) + 1]
        is_markup = text == "<" and not self.closer and (following.isalpha() or following in ("/", "!"))
        self.add("unreadable" if is_markup else "relation", RELATIONS[text], start, start + len(text))

    def _on_operator(self, text: str, start: int) -> None:
        if text == "**" and not self._is_power(start):
            self.spaced = True  # Markdown's bold
            return
        self.add("operator", OPERATORS[text], start, start + len(text))

    def _is_power(self, start: int) -> bool:
        last = self.last()
        ends_operand = last is not None and last.kind in ("number", "close", "symbol", "bang") and not self.spaced
        return ends_operand and self.text[start + 2 : start + 4].lstrip()[:1] in tuple("0123456789(-")

    def _on_superscript(self, text: str, start: int) -> None:
        self.add("superscript", text.translate(SUPERSCRIPTS), start, start + len(text))

    def _on_vulgar(self, text: str, start: int) -> None:
        numerator, denominator = VULGAR_FRACTIONS[text]
        self.add("vulgar", f"{numerator}/{denominator}", start, start + 1)

    def _on_root(self, text: str, start: int) -> None:
        self.add("function", "sqrt", start, start + len(text))

    def _on_mark(self, text: str, start: int) -> None:
        is_clock = text == ":" and self.text[start - 1 : start].isdigit() and self.text[start + 1 : start + 2].isdigit()
        self.add("unreadable" if is_clock else "separator", text, start)

    def _on_subscript(self, _text: str, start: int) -> None:
        self.read_subscript(start)

    def _on_command(self, text: str, start: int) -> None:
        self.read_command(text, start)

    def _on_word(self, text: str, start: int) -> None:
        if not self.closer:
            self._add_prose_word(text, start)
        elif len(text) > _LONGEST_PRODUCT or (text in UNIT_ABBREVIATIONS and self._ends_with_number()):
            self.add("word", text, start)
        else:
            for offset, letter in enumerate(text):
                self.add("symbol", letter, start + offset)

    def _add_prose_word(self, text: str, start: int) -> None:
        is_cross = text in ("x", "X") and self._ends_with_number() and not self.spaced
        is_name = len(text) == 1 and self.text[start + 1 : start + 2].isdigit() and not is_cross  # x1
        self.add("symbol" if len(text) == 1 and not is_name else "word", text, start)

    def _ends_with_number(self) -> bool:
        last = self.last()
        return last is not None and last.kind == "number"

    def _ends_with_cross(self) -> bool:
        """Whether the last token is the x of 4x5."""
        return len(self.tokens) > 1 and self.tokens[-1].text in ("x", "X") and self.tokens[-2].kind == "number"

    def _on_dollars(self, text: str, start: int) -> None:
        if self.closer == text:
            self.leave_math(start, start + len(text))
        elif self.closer is None and self._opens_math(text, start):
            self.enter_math(text, start, display=text == "$$")
        else:
            self.add("currency" if text == "$" else "unreadable", text, start)

    def _opens_math(self, text: str, start: int) -> bool:
        """As Pandoc decides it: `$5 * 3 = $15` is money, `$5 * 3 = 15$` is a formula."""
        if text == "$$":
            return self.text.find("$$", start + 2, start + LONGEST_INLINE) >= 0
        end = min(len(self.text), start + LONGEST_INLINE)
        position = self.text.find("$", start + 2, end)
        while position >= 0 and self.text[position - 1] == "\\":
            position = self.text.find("$", position + 1, end)
        if position < 0 or self.text[start + 1].isspace():
            return False
        return not self.text[position - 1].isspace() and not self.text[position + 1 : position + 2].isdigit()
