"""The one filter grammar: `source:gsm8k steps:2..24 -outcome:right "least period"`.

Terms are joined by AND; `-` in front negates one; a value with blanks stands in double quotes; bare words search the
problem. Features add keys through CLAUSES, by dotted path. The same text stands in queues, runs, exports and URLs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from annotator.trajectories.models import SEARCHED_CHARACTERS, Trajectory, TrajectoryText

ClauseFunction = Callable[[str, int], Q]


class BadFilter(ValueError):
    """The filter cannot be read; the message names the term and what would be right."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One key of the grammar. `touches_hidden`: its answer tells something that a blind annotator must not know."""

    path: str
    example: str
    meaning: str
    touches_hidden: bool = False


# Three steps to add one: write `def clause(value: str, project_id: int) -> Q` in the feature that owns the column,
# name it here, and add a line to docs/filters.md (a test compares).
CLAUSES: Final[Mapping[str, Clause]] = {
    "source": Clause("annotator.trajectories.clauses:source", "source:gsm8k", "the file or data set it came from"),
    "id": Clause("annotator.trajectories.clauses:external_id", "id:math-4*", "its id; * stands for anything"),
    "group": Clause("annotator.trajectories.clauses:group", "group:p17", "attempts at the same problem"),
    "steps": Clause("annotator.trajectories.clauses:steps", "steps:2..24", "number of steps, tool turns included"),
    "generator": Clause(
        "annotator.trajectories.clauses:generator", "generator:Qwen2*", "the model that wrote it", touches_hidden=True
    ),
    "outcome": Clause(
        "annotator.trajectories.clauses:outcome",
        "outcome:right",
        "right, wrong or unknown, as the file said",
        touches_hidden=True,
    ),
    "labelled": Clause(
        "annotator.labeling.clauses:labelled",
        "labelled:no",
        "yes or no: somebody has submitted an annotation",
        touches_hidden=True,
    ),
    "gold": Clause(
        "annotator.adjudication.clauses:gold",
        "gold:error",
        "yes, no, error (has a first error) or clean",
        touches_hidden=True,
    ),
    "synthetic": Clause(
        "annotator.trajectories.clauses:synthetic",
        "synthetic:yes",
        "yes or no: made here from another, with an error put in",
        touches_hidden=True,
    ),
    "scorer": Clause(
        "annotator.scoring.clauses:scorer", "scorer:equation-checker", "has rewards of that scorer", touches_hidden=True
    ),
    "lowest": Clause(
        "annotator.scoring.clauses:lowest",
        "lowest:equation-checker<0.5",
        "the lowest reward of that scorer: <, <=, > or >= a number",
        touches_hidden=True,
    ),
}

_TERM = re.compile(r'\s*(?P<minus>-)?(?:(?P<key>[a-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')
MAX_LENGTH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Term:
    """One term as it was written; `key` is None for words to search."""

    key: str | None
    value: str
    is_negated: bool = False


def parse(text: str) -> list[Term]:
    """The terms of a filter. Raises BadFilter."""
    if len(text) > MAX_LENGTH:
        raise BadFilter(f"A filter has at most {MAX_LENGTH} characters.")
    if "\x00" in text:
        raise BadFilter("A filter cannot hold the character U+0000.")
    terms, position, stripped = [], 0, text.rstrip()
    while position < len(stripped):
        match = _TERM.match(stripped, position)
        if match is None:
            raise BadFilter(f'The filter cannot be read from here on: {stripped[position:].strip()!r} (a lone `"`?).')
        terms.append(_term(match))
        position = match.end()
    return terms


def apply_filter(trajectories: QuerySet[Trajectory], text: str, *, project_id: int) -> QuerySet[Trajectory]:
    """The trajectories that fit. Raises BadFilter."""
    for term in parse(text):
        condition = _condition(term, project_id)
        trajectories = trajectories.exclude(condition) if term.is_negated else trajectories.filter(condition)
    return trajectories


def names(text: str, key: str) -> bool:
    """Whether the filter has a term with this key. Raises BadFilter."""
    return any(term.key == key for term in parse(text))


def touches_hidden(text: str) -> bool:
    """Whether the answer to this filter tells something that is hidden from a blind annotator."""
    return any(term.key is not None and CLAUSES[term.key].touches_hidden for term in parse(text))


def _term(match: re.Match[str]) -> Term:
    value = match["quoted"] if match["quoted"] is not None else match["plain"]
    key = match["key"]
    if key is not None and key not in CLAUSES:
        raise BadFilter(f"There is no filter {key!r}; there are: {', '.join(CLAUSES)}. Quote words that hold a colon.")
    if key is None and match["plain"] is not None:
        _refuse_half_a_term(value)
    return Term(key, value, is_negated=match["minus"] is not None)


def _refuse_half_a_term(word: str) -> None:
    """What was meant as a term would be searched as words, and find nothing."""
    if not word.strip("-"):
        raise BadFilter("A - stands directly before the term that it negates, such as -outcome:right.")
    name, colon, value = word.partition(":")
    if colon and name.lower() in CLAUSES:
        rule = "a key is written in small letters" if value else "a value stands directly behind the colon"
        raise BadFilter(f"{word}: {rule}, such as {CLAUSES[name.lower()].example}. Quote it to search for the words.")


def _condition(term: Term, project_id: int) -> Q:
    if term.key is None:
        return _search(term.value)
    module, _, name = CLAUSES[term.key].path.partition(":")
    clause = cast("ClauseFunction", getattr(import_module(module), name))
    return clause(term.value, project_id)


def _search(words: str) -> Q:
    """Words of the problem (the expression is the index's own, or it would not be used), or an id as it is."""
    vector = SearchVector(Left(F("problem"), SEARCHED_CHARACTERS), config="english")
    texts = TrajectoryText.objects.annotate(words=vector).filter(
        words=SearchQuery(words, config="english", search_type="websearch")
    )
    return Q(pk__in=texts.values("pk")) | Q(external_id=words)
