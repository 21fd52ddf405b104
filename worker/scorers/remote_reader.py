"""The remote reader: step rewards from a server (vLLM) that runs the reward model, one request each."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Final

import orjson

from worker.scorers.contract import ScorableTrajectory, StepRewards, Unscored
from worker.scorers.endpoint.connection import Asks, Connection
from worker.scorers.endpoint.endpoint_settings import EndpointSettings
from worker.scorers.endpoint.errors import RequestFailed
from worker.scorers.endpoint.parallel import in_order
from worker.scorers.plain_solutions import solution_steps
from worker.scorers.prompt_templates import check_names, fill
from worker.scorers.quoting import counted, quoted
from worker.scorers.settings import BadSetting, read_settings, require_one_of, require_whole

MODES: Final = ("pooling", "generative-scoring")
SCORES: Final = ("probabilities", "logits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """The text that the model reads: `head` ($problem), then `step` ($number from 1, $text) for each step, then `tail`.

    `remove` are strings taken out of the problem and the steps first: the step tag in them would count as a step.
    """

    head: str
    step: str
    tail: str = ""
    remove: tuple[str, ...] | list[str] = ()

    def __post_init__(self) -> None:
        check_names("render.head", self.head, needed="problem")
        check_names("render.step", self.step, needed="text", others=("number",))
        if isinstance(self.remove, str) or not all(isinstance(each, str) and each for each in self.remove):
            raise BadSetting("render.remove is a list of texts.")

    def opening(self, trajectory: ScorableTrajectory) -> str:
        return fill(self.head, problem=self._clean(trajectory.problem))

    def steps(self, trajectory: ScorableTrajectory, steps: Sequence[int]) -> list[str]:
        return [
            fill(self.step, number=str(number), text=self._clean(trajectory.steps[index].text))
            for number, index in enumerate(steps, start=1)
        ]

    def _clean(self, text: str) -> str:
        for each in self.remove:
            text = text.replace(each, "")
        return text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How numbers become rewards. `column` is the place of the positive label in each row of a pooling answer; `scores`
    says what the rows are: "logits" (the server is asked for raw ones) give margins, too. `label_token_ids` (positive,
    negative) are for generative scoring."""

    column: int = 1
    scores: str = "probabilities"
    label_token_ids: tuple[int, ...] | list[int] = ()
    add_special_tokens: bool = True

    def __post_init__(self) -> None:
        require_whole("reading.column", self.column, at_least=0)
        require_one_of("reading.scores", self.scores, SCORES)
        for token_id in self.label_token_ids:
            require_whole("reading.label_token_ids", token_id, at_least=0)


class RemoteReader:
    """Rewards are what the server's model says of each step: P(positive label). An answer whose number of scores is not
    the number of steps is not taken.

    "pooling" posts the whole text to /pooling as task token_classify; the server must run the model with STEP pooling.
    "generative-scoring" posts the prefixes to /generative_scoring, which tokenizes head and steps apart.
    """

    def __init__(
        self,
        *,
        endpoint: Mapping[str, Any],
        render: Mapping[str, Any],
        mode: str = "pooling",
        reading: Mapping[str, Any] | None = None,
        max_input_characters: int = 50_000,
        connect: Callable[[EndpointSettings], Asks] = Connection,
    ) -> None:
        require_one_of("mode", mode, MODES)
        require_whole("max_input_characters", max_input_characters, at_least=100)
        settings = read_settings(EndpointSettings, endpoint, called="endpoint")
        # Both paths stand beside /v1, not under it.
        self._settings = replace(settings, url=settings.url.rstrip("/").removesuffix("/v1"))
        self._render = read_settings(Render, render, called="render")
        self._reading = read_settings(Reading, reading or {}, called="reading")
        if mode == "generative-scoring" and len(self._reading.label_token_ids) != 2:
            raise BadSetting(
                "reading.label_token_ids are two token ids: of the positive label and of the negative one."
            )
        self._mode = mode
        self._max_input_characters = max_input_characters
        self._connection = connect(self._settings)
        self.batch_size: int = self._settings.concurrency

    @property
    def provenance(self) -> Mapping[str, str]:
        """What the server decides (dtype, kernel, revision) is not known here."""
        written = orjson.dumps([asdict(self._render), asdict(self._reading)], option=orjson.OPT_SORT_KEYS)
        return {
            "model": self._settings.model,
            "endpoint": self._settings.host,
            "mode": self._mode,
            "template_hash": sha256(written).hexdigest()[:16],
        }

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        """One result per trajectory, each from a request of its own."""
        return in_order(self._score, batch, at_once=self._settings.concurrency)

    def _score(self, trajectory: ScorableTrajectory) -> StepRewards | Unscored:
        steps = solution_steps(trajectory)
        if isinstance(steps, Unscored):
            return steps
        opening, written = self._render.opening(trajectory), self._render.steps(trajectory, steps)
        size = len(opening) + sum(map(len, written)) + len(self._render.tail)
        if size > self._max_input_characters:
            return Unscored(
                f"The input has {size:,} characters, more than max_input_characters = {self._max_input_characters:,}."
            )
        try:
            read = self._pooled if self._mode == "pooling" else self._scored
            found = read(opening, written)
        except RequestFailed as failed:
            return Unscored(str(failed))
        return _aligned(found, steps, len(trajectory.steps))

    def _pooled(self, opening: str, steps: Sequence[str]) -> list[tuple[float, float | None]]:
        body = {
            "input": "".join([opening, *steps, self._render.tail]),
            "task": "token_classify",
            "encoding_format": "float",
            "add_special_tokens": self._reading.add_special_tokens,
            "use_activation": self._reading.scores == "probabilities",
        }
        answer = self._connection.post("/pooling", body)
        try:
            (one,) = answer["data"]
            rows = one["data"]
        except (TypeError, KeyError, ValueError):
            raise self._nonsense(answer) from None
        self._check_count(rows, len(steps))
        return [self._of_row(row) for row in rows]

    def _scored(self, opening: str, steps: Sequence[str]) -> list[tuple[float, float | None]]:
        body = {
            "query": opening,
            "items": ["".join([*steps[: count + 1], self._render.tail]) for count in range(len(steps))],
            "label_token_ids": list(self._reading.label_token_ids),
            "apply_softmax": True,
            "item_first": False,
            "add_special_tokens": self._reading.add_special_tokens,
        }
        answer = self._connection.post("/generative_scoring", body)
        try:
            results = sorted(answer["data"], key=lambda result: result["index"])
            places = [result["index"] for result in results]
            scores = [result["score"] for result in results]
        except (TypeError, KeyError):
            raise self._nonsense(answer) from None
        self._check_count(scores, len(steps))
        if places != list(range(len(steps))):
            raise RequestFailed(f"{self._settings.host} did not answer for each step once.")
        return [(self._probability(score), None) for score in scores]

    def _of_row(self, row: object) -> tuple[float, float | None]:
        """Reward and margin of one step: a row of one number per label, or a single number."""
        numbers: list[Any] = row if isinstance(row, list) else [row]
        if not numbers or not all(_is_number(each) for each in numbers):
            raise RequestFailed(f"{self._settings.host} sent a step score that is no number: {quoted(str(row))}.")
        if len(numbers) > 1 and self._reading.column >= len(numbers):
            raise RequestFailed(
                f"{self._settings.host} sent {counted(len(numbers), 'number')} per step, and reading.column is "
                f"{self._reading.column} (counted from 0)."
            )
        if self._reading.scores == "probabilities":
            return self._probability(numbers[self._reading.column] if len(numbers) > 1 else numbers[0]), None
        margin = _margin([float(each) for each in numbers], self._reading.column)
        return 1 / (1 + math.exp(-margin)) if margin > -700 else 0.0, margin

    def _probability(self, number: object) -> float:
        if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number <= 1:
            raise RequestFailed(
                f"{self._settings.host} sent {quoted(str(number))} where a probability should be: for raw scores set "
                "reading.scores to “logits”."
            )
        return float(number)

    def _check_count(self, scores: object, wanted: int) -> None:
        if not isinstance(scores, list):
            raise self._nonsense(scores)
        if len(scores) != wanted:
            raise RequestFailed(
                f"{self._settings.host} gave {counted(len(scores), 'score')} for {counted(wanted, 'step')}: check that "
                "it runs with STEP pooling, that step_tag_id is the tag at the end of render.step, and that "
                "render.remove takes the tag out of the texts."
            )

    def _nonsense(self, answer: object) -> RequestFailed:
        return RequestFailed(f"{self._settings.host} sent an answer without scores: “{quoted(str(answer))}”.")


def _aligned(found: Sequence[tuple[float, float | None]], steps: Sequence[int], step_count: int) -> StepRewards:
    rewards: list[float | None] = [None] * step_count
    margins: list[float | None] = [None] * step_count
    for index, (reward, margin) in zip(steps, found, strict=True):
        rewards[index], margins[index] = reward, margin
    has_margins = any(margin is not None for margin in margins)
    return StepRewards(tuple(rewards), margins=tuple(margins) if has_margins else None)


def _margin(logits: Sequence[float], column: int) -> float:
    """The positive label's logit less the log of the sum of the others' exponentials; a single logit is its own."""
    if len(logits) == 1:
        return logits[0]
    others = [logit for place, logit in enumerate(logits) if place != column]
    highest = max(others)
    return logits[column] - highest - math.log(sum(math.exp(each - highest) for each in others))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
