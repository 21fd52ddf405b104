"""What the demo's own label file says, as values of the domain. No Django here."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.exchange.records import StepJudgement

CONTENT = Path(__file__).parent / "content"
TRAJECTORY_FILES = ("mathematics.jsonl", "figures.jsonl", "teams.jsonl", "agents.jsonl")


@dataclass(frozen=True, slots=True)
class Judged:
    """One party's judgement of one trajectory, with comments by step index."""

    judgement: StepJudgement
    comments: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoLabels:
    """Gold and the annotators' judgements of one trajectory; labels are still one per *scorable* step."""

    source: str
    external_id: str
    gold: Mapping[str, Any]
    annotators: Mapping[str, Mapping[str, Any]]

    def gold_judgement(self, scorable: Sequence[int], step_count: int) -> StepJudgement:
        """Gold, aligned with all steps."""
        return _judgement(self.gold, scorable, step_count)

    def judged_by(self, name: str, scorable: Sequence[int], step_count: int) -> Judged:
        """One annotator's judgement, aligned with all steps."""
        said = self.annotators[name]
        comments = {int(index): text for index, text in said.get("comments", {}).items()}
        return Judged(_judgement(said, scorable, step_count), comments)


def demo_labels() -> Iterator[DemoLabels]:
    """Every line of the label file, in its order."""
    with (CONTENT / "labels.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield DemoLabels(row["source"], row["id"], row["gold"], row["annotators"])


def guideline() -> str:
    """The rule that the demo's gold follows."""
    return (CONTENT / "guideline.md").read_text(encoding="utf-8")


def _judgement(said: Mapping[str, Any], scorable: Sequence[int], step_count: int) -> StepJudgement:
    by_step = dict(zip(scorable, said["labels"], strict=True))
    return StepJudgement(
        protocol="ternary",
        labels=tuple(by_step.get(index) for index in range(step_count)),
        first_error=said["first_error"],
        no_error=said["no_error"],
        outcome=said["outcome"],
    )
