"""Rollouts: continues a solution from its steps and counts how often the reference answer is reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.scorers.contract import Evidence, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.endpoint.completions import Completions, Generation, Sampling
from worker.scorers.endpoint.connection import Asks, Connection
from worker.scorers.endpoint.endpoint_settings import EndpointSettings
from worker.scorers.endpoint.errors import RequestFailed
from worker.scorers.endpoint.parallel import in_order
from worker.scorers.plain_solutions import solution_steps
from worker.scorers.prompt_templates import fill, load_template
from worker.scorers.quoting import counted, quoted
from worker.scorers.rollouts.answers import final_answer, same_answer
from worker.scorers.rollouts.beta_interval import beta_interval
from worker.scorers.rollouts.search import Search, every_step, first_error_search
from worker.scorers.settings import BadSetting, read_settings, require_one_of, require_whole

APIS: Final = ("chat", "completions")
SEARCHES: Final = ("every-step", "first-error")
_SAMPLING: Final = {"n": 8, "temperature": 0.7, "max_tokens": 2_048}
_TEMPLATES: Final = {"chat": "rollout-chat-1", "completions": "rollout-text-1"}


@dataclass(frozen=True, slots=True)
class _Count:
    """K of N continuations that end right. `answered` gave any final answer; `beginning` is how the first one that gave
    none begins. Nothing is sampled behind a solution that has ended (`is_settled`): its own answer decides."""

    successes: int
    trials: int
    answered: int
    beginning: str = ""
    is_settled: bool = False


class _Progress:
    """How far the search through one trajectory has come; `places` are those to continue from now, empty at the end."""

    def __init__(self, steps: tuple[int, ...], search: Search) -> None:
        self.steps = steps
        self.counts: dict[int, _Count] = {}
        self.failed = ""
        self._search = search
        self.places: Sequence[int] = next(search)

    def learn(self, found: Sequence[_Count | RequestFailed]) -> None:
        """What came of the places."""
        successes: list[bool] = []
        for place, count in zip(self.places, found, strict=True):
            if isinstance(count, RequestFailed):
                self.failed = self.failed or f"Step {self.steps[place]}: {count}"
            else:
                self.counts[self.steps[place]] = count
                successes.append(count.successes > 0)
        try:
            self.places = () if self.failed else self._search.send(successes)
        except StopIteration:
            self.places = ()


class Rollouts:
    """Rewards are K/N: the share of continuations from the step on that reach the reference answer; a value, not a
    verdict on the step. Reliability is the width of the 95 % interval of that share under a flat prior.

    A continuation without a final answer counts as a failure. The reference answer stands in no evidence.
    """

    def __init__(
        self,
        *,
        endpoint: Mapping[str, Any],
        sampling: Mapping[str, Any] | None = None,
        api: str = "chat",
        template: str | Mapping[str, Any] | None = None,
        search: str = "every-step",
        max_input_characters: int = 50_000,
        connect: Callable[[EndpointSettings], Asks] = Connection,
    ) -> None:
        require_one_of("api", api, APIS)
        require_one_of("search", search, SEARCHES)
        require_whole("max_input_characters", max_input_characters, at_least=100)
        self._settings = read_settings(EndpointSettings, endpoint, called="endpoint")
        self._sampling = read_settings(Sampling, {**_SAMPLING, **(sampling or {})}, called="sampling")
        self._template = load_template(_TEMPLATES[api] if template is None else template)
        if self._template.kind != "continuation":
            raise BadSetting(f"The template {self._template.name!r} asks for a judgement; it is for the judge.")
        self._api = api
        self._search = search
        self._max_input_characters = max_input_characters
        self._completions = Completions(connect(self._settings), self._sampling)
        self.batch_size: int = self._settings.concurrency

    @property
    def provenance(self) -> Mapping[str, str]:
        """The model that continues (the prover), the template with its hash, how it was sampled."""
        known = {
            "model": self._settings.model,
            "endpoint": self._settings.host,
            "template": self._template.name,
            "template_hash": self._template.digest,
            "sampling": str(self._sampling),
            "search": self._search,
        }
        served = self._completions.served_model
        return known | ({"served_model": served} if served and served != self._settings.model else {})

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        """One result per trajectory. All trajectories advance together, each by its own search."""
        begun = [self._begin(trajectory) for trajectory in batch]
        searching = [
            (trajectory, progress)
            for trajectory, progress in zip(batch, begun, strict=True)
            if isinstance(progress, _Progress)
        ]
        while searching:
            self._advance(searching)
            searching = [(trajectory, progress) for trajectory, progress in searching if progress.places]
        return [
            progress if isinstance(progress, Unscored) else self._conclude(trajectory, progress)
            for trajectory, progress in zip(batch, begun, strict=True)
        ]

    def _advance(self, searching: Sequence[tuple[ScorableTrajectory, _Progress]]) -> None:
        """One round: every place that any of the searches wants now, at once."""
        wanted = [(t, progress.steps, place) for t, progress in searching for place in progress.places]
        found = iter(in_order(lambda each: self._continue(*each), wanted, at_once=self._settings.concurrency))
        for _, progress in searching:
            progress.learn([next(found) for _ in progress.places])

    def _begin(self, trajectory: ScorableTrajectory) -> _Progress | Unscored:
        steps = solution_steps(trajectory)
        if isinstance(steps, Unscored):
            return steps
        if trajectory.reference_answer is None or not trajectory.reference_answer.strip():
            return Unscored("There is no reference answer to compare with: import one, or leave this trajectory out.")
        size = len(self._prompt(trajectory, steps))
        if size > self._max_input_characters:
            return Unscored(
                f"The input has {size:,} characters, more than max_input_characters = {self._max_input_characters:,}."
            )
        search = every_step if self._search == "every-step" else first_error_search
        return _Progress(steps, search(len(steps)))

    def _prompt(self, trajectory: ScorableTrajectory, steps: Sequence[int]) -> str:
        written = "".join(
            fill(self._template.step, number=str(number), text=trajectory.steps[index].text.strip())
            for number, index in enumerate(steps, start=self._template.first_number)
        )
        return fill(self._template.user, problem=trajectory.problem, steps=written.strip("\n"))

    def _continue(self, trajectory: ScorableTrajectory, steps: Sequence[int], place: int) -> _Count | RequestFailed:
        reference = trajectory.reference_answer or ""
        if place == len(steps) - 1 and (own := final_answer(trajectory.steps[steps[place]].text)) is not None:
            return _Count(int(same_answer(own, reference)), 1, 1, is_settled=True)
        prompt = self._prompt(trajectory, steps[: place + 1])
        try:
            generations = self._sampled(prompt)
        except RequestFailed as failed:
            return failed
        answers = [final_answer(generation.conclusion) for generation in generations]
        silent = [generation for generation, answer in zip(generations, answers, strict=True) if answer is None]
        return _Count(
            successes=sum(answer is not None and same_answer(answer, reference) for answer in answers),
            trials=len(answers),
            answered=len(answers) - len(silent),
            beginning=quoted(silent[0].text) if silent else "",
        )

    def _sampled(self, prompt: str) -> list[Generation]:
        if self._api == "completions":
            return self._completions.complete(f"{prompt.strip()}\n")
        system = self._template.system.strip()
        opening = [{"role": "system", "content": system}] if system else []
        return self._completions.chat([*opening, {"role": "user", "content": prompt.strip()}])

    def _conclude(self, trajectory: ScorableTrajectory, progress: _Progress) -> StepRewards | Unscored:
        counts = progress.counts
        if progress.failed:
            return Unscored(progress.failed)
        sampled = [count for count in counts.values() if not count.is_settled]
        if sampled and not any(count.answered for count in sampled):
            return Unscored(
                f"None of {counted(sum(count.trials for count in sampled), 'continuation')} ended with an answer in "
                f"\\boxed{{}}: raise sampling.max_tokens or change the template. One began: “{sampled[0].beginning}”."
            )
        steps = range(len(trajectory.steps))
        return StepRewards(
            rewards=tuple(counts[i].successes / counts[i].trials if i in counts else None for i in steps),
            reliability=tuple(_width(counts[i]) if i in counts else None for i in steps),
            evidence=tuple(_told(index, count) for index, count in sorted(counts.items())),
            truncated_because=_note(len(counts), len(progress.steps)),
        )


def _width(count: _Count) -> float:
    """0 where the solution has ended: there is nothing left to chance."""
    if count.is_settled:
        return 0.0
    low, high = beta_interval(count.successes, count.trials)
    return high - low


def _told(step_index: int, count: _Count) -> Evidence:
    details: dict[str, Any] = {"successes": count.successes, "of": count.trials}
    if count.is_settled:
        told = "reaches" if count.successes else "does not reach"
        message = f"The solution ends here and {told} the reference answer."
        details["settled"] = True
    else:
        low, high = beta_interval(count.successes, count.trials)
        message = (
            f"{count.successes} of {counted(count.trials, 'continuation')} from here reach the reference answer "
            f"(95 % interval {low:.2f} to {high:.2f})."
        )
        unanswered = count.trials - count.answered
        if unanswered:
            message += f" {counted(unanswered, 'continuation')} gave no final answer and count as failures."
        details |= {"interval": [round(low, 4), round(high, 4)], "unanswered": unanswered}
    return Evidence(
        step_index=step_index,
        kind="rollouts",
        verdict="supports" if 2 * count.successes >= count.trials else "contradicts",
        message=message,
        details=details,
    )


def _note(visited: int, of: int) -> str:
    if visited == of:
        return ""
    return (
        f"A binary search for the first error visited {visited} of {of} steps; it assumes that what cannot end right "
        "any more stays so. The other steps were not sampled."
    )
