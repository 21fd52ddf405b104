"""The generative judge: shows trajectories to a model behind an HTTP endpoint and reads what it says of each step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any, Final

from worker.scorers.contract import Evidence, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.endpoint.completions import Completions, Generation, Sampling
from worker.scorers.endpoint.connection import Asks, Connection
from worker.scorers.endpoint.endpoint_settings import EndpointSettings
from worker.scorers.endpoint.errors import RequestFailed
from worker.scorers.endpoint.parallel import in_order
from worker.scorers.generative_judge.ballots import Ballot, Unreadable
from worker.scorers.generative_judge.first_error import read_first_error
from worker.scorers.generative_judge.forced_choice import TOP_LOGPROBS, Choice, read_odds, read_word
from worker.scorers.generative_judge.prompts import Limits, Shown, messages_for, shown_steps
from worker.scorers.generative_judge.step_labels import read_step_labels
from worker.scorers.generative_judge.step_verdicts import read_step_verdicts
from worker.scorers.generative_judge.tally import Count, tally, why_unreadable
from worker.scorers.prompt_templates import load_template
from worker.scorers.quoting import counted
from worker.scorers.settings import BadSetting, read_settings, require_one_of

READOUTS: Final = ("log-probabilities", "words")


@dataclass(frozen=True, slots=True)
class _Question:
    """One conversation about a trajectory. `asked` is the step of a forced choice, None where all are judged."""

    trajectory: int
    shown: Shown
    asked: int | None = None


class GenerativeJudge:
    """What the rewards mean depends on the template's kind (docs/judges.md): shares of votes from 0 to 1, for
    step-labels mean ratings from -1 to 1, for a forced choice read from log-probabilities probabilities and margins.

    Raises BadSetting for settings that make no sense together. Nothing that a model writes is ever executed.
    """

    def __init__(
        self,
        *,
        endpoint: Mapping[str, Any],
        template: str | Mapping[str, Any] = "processbench-critique-1",
        sampling: Mapping[str, Any] | None = None,
        limits: Mapping[str, Any] | None = None,
        readout: str = "log-probabilities",
        connect: Callable[[EndpointSettings], Asks] = Connection,
    ) -> None:
        settings = read_settings(EndpointSettings, endpoint, called="endpoint")
        self._sampling = read_settings(Sampling, sampling or {}, called="sampling")
        self._limits = read_settings(Limits, limits or {}, called="limits")
        self._template = load_template(template)
        require_one_of("readout", readout, READOUTS)
        if self._template.kind == "continuation":
            raise BadSetting(f"The template {self._template.name!r} asks for continuations; it is for rollouts.")
        if self._limits.min_votes > self._sampling.n:
            raise BadSetting("limits.min_votes asks for more answers than sampling.n gets.")
        self._reads_odds = self._template.kind == "forced-choice" and readout == "log-probabilities"
        self._settings = settings
        self._completions = Completions(connect(settings), self._sampling)
        self.batch_size: int = settings.concurrency

    @property
    def provenance(self) -> Mapping[str, str]:
        """The model as configured and as the server names it, the template with its hash, how it was sampled."""
        known = {
            "model": self._settings.model,
            "endpoint": self._settings.host,
            "template": self._template.name,
            "template_hash": self._template.digest,
            "sampling": str(self._sampling),
        }
        served = self._completions.served_model
        return known | ({"served_model": served} if served and served != self._settings.model else {})

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        """One result per trajectory. What is asked about one depends on nothing else in the batch."""
        shown = [shown_steps(trajectory, self._template, self._limits) for trajectory in batch]
        questions = [
            question
            for index, each in enumerate(shown)
            if isinstance(each, Shown)
            for question in self._questions(index, each)
        ]
        answers = in_order(
            lambda question: self._ask(batch[question.trajectory], question),
            questions,
            at_once=self._settings.concurrency,
        )
        found: list[list[tuple[_Question, list[Generation] | RequestFailed]]] = [[] for _ in batch]
        for question, answer in zip(questions, answers, strict=True):
            found[question.trajectory].append((question, answer))
        return [
            each if isinstance(each, Unscored) else self._conclude(trajectory, each, own)
            for trajectory, each, own in zip(batch, shown, found, strict=True)
        ]

    def _questions(self, index: int, shown: Shown) -> list[_Question]:
        if self._template.kind != "forced-choice":
            return [_Question(index, shown)]
        return [_Question(index, shown.up_to(step), asked=step) for step in shown.judged]

    def _ask(self, trajectory: ScorableTrajectory, question: _Question) -> list[Generation] | RequestFailed:
        messages = messages_for(trajectory, self._template, question.shown)
        try:
            return self._completions.chat(messages, likely=TOP_LOGPROBS if self._reads_odds else 0)
        except RequestFailed as failed:
            return failed

    def _conclude(
        self,
        trajectory: ScorableTrajectory,
        shown: Shown,
        answers: Sequence[tuple[_Question, list[Generation] | RequestFailed]],
    ) -> StepRewards | Unscored:
        answered: list[tuple[_Question, list[Generation]]] = []
        for question, answer in answers:
            if isinstance(answer, RequestFailed):
                return Unscored(str(answer))
            answered.append((question, answer))
        if self._template.kind == "forced-choice":
            return self._conclude_choices(trajectory, shown, answered)
        readings = [self._read(generation, shown) for _, generations in answered for generation in generations]
        return tally(trajectory, self._count(readings), shown, self._limits)

    def _count(self, readings: Sequence[Ballot | Unreadable]) -> Count:
        return Count(
            tuple(reading for reading in readings if isinstance(reading, Ballot)),
            tuple(reading for reading in readings if isinstance(reading, Unreadable)),
            wrong_below=0.0 if self._template.kind == "step-labels" else 0.5,
        )

    def _read(self, generation: Generation, shown: Shown) -> Ballot | Unreadable:
        text = generation.conclusion
        if self._template.kind == "first-error-index":
            reading = read_first_error(text, shown, first_number=self._template.first_number)
        elif self._template.kind == "step-verdicts":
            reading = read_step_verdicts(text, shown, first_number=self._template.first_number)
        else:
            reading = read_step_labels(text, shown)
        return self._blamed_on_length(reading, generation)

    def _blamed_on_length(self, reading: Ballot | Unreadable, generation: Generation) -> Ballot | Unreadable:
        if isinstance(reading, Unreadable) and generation.was_cut:
            cut = f"cut off at max_tokens = {self._sampling.max_tokens:,}, {reading.why}"
            return Unreadable(cut, reading.beginning)
        return reading

    def _conclude_choices(
        self, trajectory: ScorableTrajectory, shown: Shown, answers: Sequence[tuple[_Question, list[Generation]]]
    ) -> StepRewards | Unscored:
        """Each step has answers of its own."""
        chosen: dict[int, list[Choice]] = {}
        unreadable: list[Unreadable] = []
        for question, generations in answers:
            readings = [self._choice(generation) for generation in generations]
            unreadable += [reading for reading in readings if isinstance(reading, Unreadable)]
            choices = [reading for reading in readings if isinstance(reading, Choice)]
            if question.asked is not None and len(choices) >= self._limits.min_votes:
                chosen[question.asked] = choices
        if not chosen:
            total = sum(len(generations) for _, generations in answers)
            return Unscored(why_unreadable(unreadable, votes=total - len(unreadable), needed=self._limits.min_votes))
        return _rewards_of_choices(trajectory, shown, chosen)

    def _choice(self, generation: Generation) -> Choice | Unreadable:
        read = read_odds if self._reads_odds else read_word
        return read(generation, positive=self._template.positive, negative=self._template.negative)


def _rewards_of_choices(
    trajectory: ScorableTrajectory, shown: Shown, chosen: Mapping[int, Sequence[Choice]]
) -> StepRewards:
    steps = range(len(trajectory.steps))
    margins = {
        index: fmean(margins)
        for index, choices in chosen.items()
        if (margins := [choice.margin for choice in choices if choice.margin is not None])
    }
    unread = [index for index in shown.judged if index not in chosen]
    named = ", ".join(map(str, unread[:10]))
    note = f"No answer about {counted(len(unread), 'step')} could be read: {named}." if unread else ""
    return StepRewards(
        rewards=tuple(fmean(c.probability for c in chosen[i]) if i in chosen else None for i in steps),
        margins=tuple(margins.get(i) for i in steps) if margins else None,
        reliability=tuple(
            pstdev([c.probability for c in chosen[i]]) if len(chosen.get(i, ())) > 1 else None for i in steps
        ),
        evidence=tuple(_bound(index, choices) for index, choices in chosen.items() if any(c.is_bound for c in choices)),
        truncated_because=" ".join(filter(None, [shown.note, note])),
    )


def _bound(step_index: int, choices: Sequence[Choice]) -> Evidence:
    """Said only where it matters: the number is a bound, not a reading."""
    is_right = fmean(choice.probability for choice in choices) >= 0.5
    return Evidence(
        step_index=step_index,
        kind="log-probability",
        verdict="supports" if is_right else "contradicts",
        message=f"One of the two words was not among the {TOP_LOGPROBS} likeliest: the margin is only a bound.",
    )
