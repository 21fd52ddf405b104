"""Several answers to one question become one reward per step, a spread, and evidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from worker.scorers.contract import Evidence, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.generative_judge.ballots import Ballot, Unreadable
from worker.scorers.generative_judge.prompts import Limits, Shown
from worker.scorers.quoting import counted, presentable


@dataclass(frozen=True, slots=True)
class Count:
    """The answers to one question. `wrong_below`: a mean mark below it speaks against a step."""

    ballots: tuple[Ballot, ...]
    unreadable: tuple[Unreadable, ...]
    wrong_below: float

    def marks_of(self, step_index: int) -> list[float]:
        """The marks of a step. Who stopped before it counts only where somebody did not."""
        own = [ballot.marks[step_index] for ballot in self.ballots if step_index in ballot.marks]
        if not own:
            return []
        behind = [b.after for b in self.ballots if step_index not in b.marks and step_index > max(b.marks)]
        return own + [mark for mark in behind if mark is not None]

    def explanation_of(self, step_index: int, *, is_wrong: bool) -> str:
        """From the first answer that agrees with the outcome; empty where none of those explains itself."""
        for ballot in self.ballots:
            mark = ballot.marks.get(step_index)
            if mark is not None and (mark < self.wrong_below) == is_wrong and step_index in ballot.explanations:
                return ballot.explanations[step_index]
        return ""


def tally(trajectory: ScorableTrajectory, count: Count, shown: Shown, limits: Limits) -> StepRewards | Unscored:
    """Rewards are means over the answers that could be read; reliability is the marks' standard deviation (0: they
    agree), None for a single one. Unscored where fewer than `min_votes` could be read."""
    if len(count.ballots) < limits.min_votes:
        return Unscored(why_unreadable(count.unreadable, votes=len(count.ballots), needed=limits.min_votes))
    marks = {index: found for index in shown.judged if (found := count.marks_of(index))}
    steps = range(len(trajectory.steps))
    evidence = (_evidence(index, found, count, limits) for index, found in marks.items())
    return StepRewards(
        rewards=tuple(fmean(marks[index]) if index in marks else None for index in steps),
        reliability=tuple(pstdev(marks[index]) if len(marks.get(index, ())) > 1 else None for index in steps),
        evidence=tuple(each for each in evidence if each is not None),
        truncated_because=" ".join(filter(None, [shown.note, _unspoken(count.ballots)])),
    )


def why_unreadable(unreadable: Sequence[Unreadable], *, votes: int, needed: int) -> str:
    """Why there are too few answers, with the beginning of the first that could not be read."""
    total = votes + len(unreadable)
    if not unreadable:
        return f"{counted(total, 'answer')} came, and min_votes asks for {needed}."
    reasons = Counter(each.why for each in unreadable)
    told = "; ".join(f"{why} ({number} of {total})" for why, number in reasons.most_common(3))
    return f"Too few answers could be read: {told}. The first of them: “{unreadable[0].beginning}”."


def _evidence(step_index: int, marks: Sequence[float], count: Count, limits: Limits) -> Evidence | None:
    is_wrong = fmean(marks) < count.wrong_below
    explanation = count.explanation_of(step_index, is_wrong=is_wrong)
    told = _tally_in_words(marks, count)
    if not explanation and not told:
        return None
    explained = presentable(explanation, at_most=limits.max_explanation_characters)
    return Evidence(
        step_index=step_index,
        kind="explanation",
        verdict="contradicts" if is_wrong else "supports",
        message=" ".join(filter(None, [told, explained])),
        details={
            "votes": len(marks),
            "marks": {f"{mark:g}": number for mark, number in sorted(Counter(marks).items())},
            "unreadable": len(count.unreadable),
        },
    )


def _tally_in_words(marks: Sequence[float], count: Count) -> str:
    """Empty where all agree and could be read."""
    against = sum(mark < count.wrong_below for mark in marks)
    told = f"{against} of {counted(len(marks), 'answer')} against." if 0 < against < len(marks) else ""
    unread = f"{counted(len(count.unreadable), 'further answer')} could not be read." if count.unreadable else ""
    return " ".join(filter(None, [told, unread]))


def _unspoken(ballots: Sequence[Ballot]) -> str:
    """Steps that no answer spoke of, though it should have."""
    spoken = frozenset[int]().union(*(ballot.marks for ballot in ballots))
    missing = sorted(frozenset[int]().union(*(ballot.missing for ballot in ballots)) - spoken)
    if not missing:
        return ""
    named = ", ".join(map(str, missing[:10])) + (" …" if len(missing) > 10 else "")
    return f"The judge said nothing of {counted(len(missing), 'step')}: {named}."
