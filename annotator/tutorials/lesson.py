"""A lesson: a trajectory, the worked answer to each of its steps, and what is said beside it. No Django here.

It is a value, not rows of the project: no queue hands it out, no scorer reads it, and no label on it is stored, so
there is nothing that a statistic, an export or a qualification could count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from annotator.labeling.protocols import Judgement, complete, gaps, protocol_named
from annotator.labeling.protocols.registry import UnknownProtocol
from annotator.trajectories.steps import ROLES, ImageRef, Step, ToolCall, scorable_indices
from annotator.tutorials.pictures import read_pictures
from annotator.tutorials.reading import LONGEST_WORDS, BadLesson, flag, listed, mapping, text, whole, words

MOST_STEPS: Final = 60
LONGEST_TEXT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The worked answer to one step: its label (None where the protocol wants none there) and why."""

    step_index: int
    label: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said before a step is judged. `{label.correct}` stands for the key of that command of the desk."""

    step_index: int
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """`minutes` is how long it takes a newcomer. `outcome` is None where the protocol does not ask for it.

    `before_outcome` and `before_submit` are hints for when the steps are done, `farewell` is said at the end.
    """

    title: str
    minutes: int
    protocol: str
    problem: str
    problem_images: Sequence[ImageRef]
    steps: Sequence[Step]
    answers: Sequence[Answer]
    hints: Sequence[Hint]
    first_error: int | None
    no_error: bool
    outcome: int | None
    outcome_why: str
    before_outcome: str
    before_submit: str
    farewell: str

    @property
    def scorable(self) -> list[int]:
        """Indices of the steps that get a label."""
        return scorable_indices(self.steps)

    def images(self) -> Iterator[tuple[str, ImageRef]]:
        """Every picture with the place where it is shown, in words that begin a sentence."""
        yield from (("The problem", image) for image in self.problem_images)
        for index, step in enumerate(self.steps):
            yield from ((f"Step {index}", image) for image in step.images)


_FIELDS: Final = frozenset(
    {"title", "minutes", "protocol", "problem", "problem_images", "steps", "first_error", "no_error", "outcome",
     "outcome_why", "before_outcome", "before_submit", "farewell"}
)  # fmt: skip
_STEP_FIELDS: Final = frozenset(
    {"role", "text", "reasoning", "tool_calls", "tool_name", "images", "label", "why", "hint"}
)


def read_lesson(raw: object) -> Lesson:
    """The lesson that a JSON value describes. Raises BadLesson."""
    body = mapping(raw, "The lesson", _FIELDS)
    steps = listed(body.get("steps"), "steps", most=MOST_STEPS)
    rows = [mapping(row, f"Step {index}", _STEP_FIELDS) for index, row in enumerate(steps)]
    lesson = Lesson(
        title=text(body, "title", "The lesson", longest=200),
        minutes=_minutes(body),
        protocol=text(body, "protocol", "The lesson", longest=32),
        problem=text(body, "problem", "The lesson", longest=LONGEST_TEXT),
        problem_images=read_pictures(body, "problem_images", "The lesson"),
        steps=[_step(row, index) for index, row in enumerate(rows)],
        answers=[_answer(row, index) for index, row in enumerate(rows) if row.get("role", "assistant") == "assistant"],
        hints=[Hint(index, words(row, "hint")) for index, row in enumerate(rows) if words(row, "hint")],
        first_error=whole(body, "first_error"),
        no_error=flag(body, "no_error"),
        outcome=_outcome(body),
        **{name: words(body, name) for name in ("outcome_why", "before_outcome", "before_submit", "farewell")},
    )
    _check_answers(lesson)
    return lesson


def _check_answers(lesson: Lesson) -> None:
    """The worked answers have to be a judgement that could be submitted, or nobody could follow them."""
    try:
        protocol = protocol_named(lesson.protocol)
    except UnknownProtocol as unknown:
        raise BadLesson(str(unknown)) from unknown
    labels = {answer.step_index: answer.label for answer in lesson.answers}
    for index, label in labels.items():
        if label is not None and label not in protocol.label_values:
            raise BadLesson(f"Step {index} has the label {label}, which {protocol.name} does not know.")
    judgement = Judgement(
        labels=tuple(labels.get(index) for index in range(len(lesson.steps))),
        first_error=lesson.first_error,
        no_error=lesson.no_error,
        outcome=lesson.outcome,
        typed=frozenset(index for index, label in labels.items() if label in protocol.error_values),
    )
    judgement = complete(judgement, protocol=protocol, scorable=lesson.scorable)
    missing = gaps(judgement, protocol=protocol, scorable=lesson.scorable)
    if missing:
        raise BadLesson(f"The worked answers are not whole under {protocol.name}: {missing[0].message}")


def _step(row: Mapping[str, Any], index: int) -> Step:
    where = f"Step {index}"
    role = row.get("role", "assistant")
    if role not in sorted(ROLES):  # a list could not be looked up in a set
        raise BadLesson(f"{where} has the role {role!r}; there are {', '.join(sorted(ROLES))}.")
    if role != "assistant" and ("label" in row or "why" in row):
        raise BadLesson(f"{where} is context: it takes no label and no reason.")
    calls = listed(row.get("tool_calls", []), f"tool_calls of step {index}", most=20, least=0)
    return Step(
        role=role,
        text=text(row, "text", where, longest=LONGEST_TEXT),
        reasoning=words(row, "reasoning") or None,
        tool_calls=tuple(_call(call, where) for call in calls),
        tool_name=words(row, "tool_name") or None,
        images=read_pictures(row, "images", where),
    )


def _call(raw: object, where: str) -> ToolCall:
    call = mapping(raw, f"A call of {where.lower()}", frozenset({"name", "arguments"}))
    return ToolCall(name=text(call, "name", where, longest=200), arguments=words(call, "arguments") or "{}")


def _answer(row: Mapping[str, Any], index: int) -> Answer:
    """Without a reason there is nothing to learn from."""
    return Answer(index, whole(row, "label"), text(row, "why", f"Step {index}", longest=LONGEST_WORDS))


def _outcome(body: Mapping[str, Any]) -> int | None:
    outcome = whole(body, "outcome")
    if outcome not in {-1, 0, 1, None}:
        raise BadLesson("outcome has to be -1 (wrong), 0 (cannot be judged) or 1 (right), or left out.")
    return outcome


def _minutes(body: Mapping[str, Any]) -> int:
    minutes = whole(body, "minutes")
    if minutes is None or not 1 <= minutes <= 60:
        raise BadLesson("minutes has to be a number from 1 to 60: how long it takes a newcomer.")
    return minutes
