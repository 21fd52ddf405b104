"""Checks of what a step says after its calls: an ignored error, a made-up output, numbers from nowhere."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from worker.scorers.arithmetic.statements import statements_in
from worker.scorers.contract import ScorableStep
from worker.scorers.tool_calls.findings import Finding
from worker.scorers.tool_calls.outputs import error_in, outputs_before
from worker.scorers.tool_calls.quoted_numbers import (
    KnownNumbers,
    QuotedNumber,
    is_computable,
    quantities_in,
    quoted_numbers_in,
)

_ADMITS: Final = re.compile(
    r"error|fail|unable|sorry|unfortunately|apolog|retry|\bagain\b|instead|problem|issue|invalid|unavailable|unknown"
    r"|missing|without|malformed|reject|denied|locked|timed? ?out|broken|incorrect|wrong|mistake|unsuccessful|\bno\b"
    r"|\bnot\b|\bnone\b|\bnothing\b|cannot|n't|n\u2019t|however|\bbut\b|although|alternativ|another|different"
    r"|know(?:ledge|n)|recall|remember",
    re.IGNORECASE,
)
_CLAIMS: Final = re.compile(
    r"\b(?:all set|done|success\w*|booked|reserved|confirmed|completed?|created|updated|sent|cancell?ed|deleted|saved"
    r"|scheduled|added|submitted|placed|according to|based on|results? (?:show|indicate|confirm|say|list)\w*"
    r"|(?:tool|search|output|file|database|page|query|command) (?:show|return|confirm|say|indicate|list|give)\w*)\b",
    re.IGNORECASE,
)
_MADE_UP: Final = re.compile(
    r"(?:\A|\n|>)[ \t]{0,20}<(?P<tag>tool_response|tool_result|tool_output|function_results?|observation)>"
    r"\s{0,20}[^\s<]",
    re.IGNORECASE,
)
_ATTRIBUTES: Final = re.compile(
    r"\baccording to (?:the|this|that|our|my|its|an?)\b"
    r"|\b(?:search|tool|query|retriev\w+|returned|lookup) (?:results?|outputs?|data)\b"
    r"|\bresults? (?:show|indicate|confirm|say|state|list|mention|reveal)\w*"
    r"|\b(?:tool|search|output|file|database|page|query|command|article|document|passage|source|record|table|api"
    r"|encyclopa?edia) (?:show|return|confirm|say|indicate|list|give|state|mention|report)\w*"
    r"|\bbased on the (?:search|results?|tool|output|data|document|retriev\w+|information)\b",
    re.IGNORECASE,
)
_SENTENCE_BREAK: Final = re.compile(r"[.!?;](?=\s)|\n")
_LONGEST_SENTENCE: Final = 500
_MOST_NUMBERS: Final = 500
_MOST_SUSPECTS: Final = 12
_PRECISE: Final = 3
_MOST_STATEMENTS: Final = 100


def check_error_handling(steps: Sequence[ScorableStep], step_index: int) -> Iterator[Finding]:
    """Applies to a step without calls whose outputs directly before it are all errors. It should say so; where it
    claims a result and nothing of a failure, it has ignored the error."""
    step = steps[step_index]
    errors = [error_in(output.text) for output in outputs_before(steps, step_index)]
    if not errors or None in errors or step.tool_calls or not step.text.strip():
        return
    message = next(error.message for error in errors if error)
    if _ADMITS.search(step.text) or _ADMITS.search(step.reasoning or ""):
        yield Finding("tool error", "supports", f"The step takes the tool's error into account: {message}")
        return
    claim = _CLAIMS.search(step.text)
    if claim is None:
        yield Finding("tool error", "doubts", f"It cannot be told whether the step ignores the tool's error: {message}")
        return
    text = f"The tool reported an error, and the step goes on as if it had succeeded: {message}"
    yield Finding("tool error", "contradicts", text, claim.start(), claim.end(), {"error": message})


def check_made_up_output(step: ScorableStep) -> Iterator[Finding]:
    """A tool's output comes in a turn of its own; one inside the model's text was written by the model."""
    match = _MADE_UP.search(step.text)
    if match:
        text = "The step contains a tool's output that no tool has returned: the model wrote it."
        yield Finding("made-up output", "contradicts", text, match.start("tag") - 1, match.end("tag") + 1)


def check_numbers(
    steps: Sequence[ScorableStep], step_index: int, *, known: KnownNumbers, problem: str
) -> Iterator[Finding]:
    """Numbers that the step reports as retrieved should occur in what the model was given. Reported are numbers in a
    sentence that names its source, and decimals in a sentence that quotes another number of the output before it."""
    text = steps[step_index].text
    quoted = list(islice(quoted_numbers_in(text), _MOST_NUMBERS))
    if not quoted or not known.is_complete or not any(step.role == "tool" for step in steps[:step_index]):
        return
    missing = [number for number in quoted if not known.can_be_source_of(number)]
    if not missing:
        shown = "The number" if len(quoted) == 1 else f"All {len(quoted)} numbers"
        yield Finding("quoted number", "supports", f"{shown} that the step quotes can be found in what it was given.")
        return
    suspects = _reported(text, missing, quoted, outputs_before(steps, step_index))
    guilty = _unexplained(text, suspects[:_MOST_SUSPECTS], _sources(steps, step_index, problem)) if suspects else []
    if not guilty:
        yield Finding("quoted number", "doubts", "Some numbers of the step are in none of its sources.")
    for number in guilty:
        message = f"{number.text} is in no tool output and nowhere in the task, and nothing in the step yields it."
        yield Finding("quoted number", "contradicts", message, number.start, number.end, {"number": number.text})


def _reported(
    text: str, missing: Sequence[QuotedNumber], quoted: Sequence[QuotedNumber], outputs: Sequence[ScorableStep]
) -> list[QuotedNumber]:
    just_told = KnownNumbers()
    for output in outputs:
        just_told.learn(output.text)
    told_at = [number.start for number in quoted if number not in missing and just_told.can_be_source_of(number)]
    return [number for number in missing if _is_reported(text, number, told_at)]


def _is_reported(text: str, number: QuotedNumber, told_at: Sequence[int]) -> bool:
    start, end = _sentence_around(text, number)
    if _ATTRIBUTES.search(text, start, end):
        return True
    is_precise = number.decimals > 0 and number.significant_digits >= _PRECISE
    return is_precise and any(start <= place < end for place in told_at)


def _sentence_around(text: str, number: QuotedNumber) -> tuple[int, int]:
    first = max(0, number.start - _LONGEST_SENTENCE)
    last = min(len(text), number.end + _LONGEST_SENTENCE)
    start = max((match.end() for match in _SENTENCE_BREAK.finditer(text, first, number.start)), default=first)
    end = _SENTENCE_BREAK.search(text, number.end, last)
    return start, end.start() if end else last


def _sources(steps: Sequence[ScorableStep], step_index: int, problem: str) -> list[float]:
    texts = [problem, *(output.text for output in outputs_before(steps, step_index)), steps[step_index].text]
    return [number.value for text in texts for number in islice(quantities_in(text), 200)]


def _unexplained(text: str, suspects: Sequence[QuotedNumber], sources: Sequence[float]) -> list[QuotedNumber]:
    """Those that the step computes neither in sight nor, as far as we can see, in its head."""
    computed = [(statement.start, statement.end) for statement in islice(statements_in(text), _MOST_STATEMENTS)]
    in_sight = [number for number in suspects if any(start <= number.start < end for start, end in computed)]
    return [
        number
        for number in suspects
        if number not in in_sight
        and not is_computable(
            number,
            [value for value in sources if value != number.value],
            freely=not _ATTRIBUTES.search(text, *_sentence_around(text, number)),
        )
    ]
