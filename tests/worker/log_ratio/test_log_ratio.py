"""The log-ratio scorer against a slow, obvious reading: one text, all logits of all positions, both models."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402
from torch.utils._pytree import tree_leaves  # noqa: E402

from tests.worker.step_reader.scoring import scored, scored_one  # noqa: E402
from tests.worker.step_reader.tiny_models import TEXTS, Tiny, trajectory  # noqa: E402
from tests.worker.step_reader.tiny_tokenizers import llama_tokenizer  # noqa: E402
from webapp.env import REPOSITORY  # noqa: E402
from worker.presets import preset, preset_names  # noqa: E402
from worker.scorers import registry  # noqa: E402
from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards, Unscored  # noqa: E402
from worker.scorers.log_ratio import likelihoods  # noqa: E402
from worker.scorers.log_ratio.scorer import INCREMENTS, DifferentVocabularies, LogRatio  # noqa: E402
from worker.scorers.log_ratio.settings import read_settings  # noqa: E402
from worker.scorers.step_reader.checkpoint import CannotLoad  # noqa: E402
from worker.scorers.step_reader.configuration import BadConfiguration  # noqa: E402

pytestmark = pytest.mark.worker

TOLERANCE: Final = 1e-4
PRESETS: Final = preset_names("log-ratio")
BATCH: Final = [trajectory(*text) for text in TEXTS]
# Large enough for the ratios to spread.
BETA: Final = 0.5


class Pair:
    """Two tiny models of one vocabulary, the second one the reference."""

    def __init__(self, folder: Path) -> None:
        self.model, self.reference = (
            Tiny("qwen-prm800k", folder / name, seed=seed) for seed, name in enumerate(("model", "reference"), 1)
        )

    def settings(self, name: str = PRESETS[0], **changes: Any) -> dict[str, Any]:
        """The preset's configuration for these two."""
        own = {"model": str(self.model.folder), "reference": str(self.reference.folder), "beta": BETA}
        execution = {"device": "cpu", "dtype": "float32"}
        return {**preset(name).configuration, **own, "execution": execution, "limits": {}, **changes}

    def expected(self, question: str, steps: tuple[str, ...]) -> list[float]:
        """Sums up to each step's end: every token that begins in the answer, before that end."""
        text = self._text(question, steps)
        start = len(self._text(question, ()).removesuffix("<|im_end|>\n"))
        encoded = self.model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, begins = encoded["input_ids"], [begin for begin, _ in encoded["offset_mapping"]]
        ratios = _log_likelihoods(self.model, ids) - _log_likelihoods(self.reference, ids)
        ends = [len(self._text(question, steps[: k + 1]).removesuffix("<|im_end|>\n")) for k in range(len(steps))]
        return [BETA * float(sum(ratios[t] for t, begin in enumerate(begins) if start <= begin < end)) for end in ends]

    def _text(self, question: str, steps: tuple[str, ...]) -> str:
        answer = "\n\n".join(f"Step {number}: {step}" for number, step in enumerate(steps, 1))
        messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        written: str = self.model.tokenizer.apply_chat_template(messages, tokenize=False)
        return written


def _log_likelihoods(tiny: Tiny, ids: list[int]) -> Any:
    """float64 [tokens]: ln p of each token given those before it; 0 for the first one."""
    with torch.no_grad():
        logits = tiny.head(tiny.body(input_ids=torch.tensor([ids])).last_hidden_state[0]).double()
    told = logits.log_softmax(-1)[torch.arange(len(ids) - 1), torch.tensor(ids[1:])]
    return torch.cat([torch.zeros(1, dtype=torch.float64), told])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("pair")
    (folder / "model").mkdir()
    (folder / "reference").mkdir()
    return Pair(folder)


@pytest.fixture(scope="module")
def scorer(pair: Pair) -> LogRatio:
    return LogRatio(**pair.settings())


def rewards(found: StepRewards) -> list[float]:
    assert all(reward is not None for reward in found.rewards)
    return [float(reward or 0.0) for reward in found.rewards]


def largest_difference(scorer: LogRatio, pair: Pair) -> float:
    differences = [
        np.abs(np.array(rewards(found)) - pair.expected(*text)).max()
        for text, found in zip(TEXTS, scored(scorer, BATCH), strict=True)
    ]
    return float(max(differences))


@pytest.mark.parametrize("name", PRESETS)
def test_reads_what_the_slow_reading_reads(name: str, pair: Pair) -> None:
    scorer = LogRatio(**pair.settings(name))
    spread = np.std(all_rewards(scored(scorer, BATCH)))

    assert spread >= 2, "ratios must spread, or nothing could differ"
    assert largest_difference(scorer, pair) <= TOLERANCE


def all_rewards(found: list[StepRewards]) -> list[float]:
    return [reward for one in found for reward in rewards(one)]


def test_gives_the_same_alone_and_in_any_order(scorer: LogRatio) -> None:
    together = all_rewards(scored(scorer, BATCH))

    assert all_rewards([scored(scorer, [one])[0] for one in BATCH]) == pytest.approx(together, abs=TOLERANCE)
    assert all_rewards(scored(scorer, BATCH[::-1])[::-1]) == pytest.approx(together, abs=TOLERANCE)


def test_what_a_step_adds_is_the_difference_of_two_sums(scorer: LogRatio) -> None:
    for found in scored(scorer, BATCH):
        added = rewards(found.further[INCREMENTS])
        assert np.cumsum(added) == pytest.approx(rewards(found), abs=1e-9)


def test_a_model_against_itself_is_nowhere_likelier(pair: Pair) -> None:
    alike = LogRatio(**pair.settings(reference=str(pair.model.folder)))

    assert {abs(reward) for reward in all_rewards(scored(alike, BATCH))} == {0.0}


def _one_off(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> LogRatio:
    """Reads the likelihood of every token one place too early."""
    scorer = LogRatio(**pair.settings())
    spans = scorer._spans

    def off(given: ScorableTrajectory) -> Any:
        found: Any = spans(given)
        return replace(found, encoded=replace(found.encoded, reads=found.encoded.reads - 1))

    monkeypatch.setattr(scorer, "_spans", off)
    return scorer


def _turned(pair: Pair, _: pytest.MonkeyPatch) -> LogRatio:
    """Takes the reference for the model."""
    return LogRatio(**pair.settings(model=str(pair.reference.folder), reference=str(pair.model.folder)))


def _apart(pair: Pair, _: pytest.MonkeyPatch) -> LogRatio:
    """Encodes every part by itself."""
    render = {**preset(PRESETS[0]).configuration["render"], "tokenization": "per-step"}
    return LogRatio(**pair.settings(render=render))


def _unscaled(pair: Pair, _: pytest.MonkeyPatch) -> LogRatio:
    return LogRatio(**pair.settings(beta=2 * BETA))


def _unnumbered(pair: Pair, _: pytest.MonkeyPatch) -> LogRatio:
    render = {**preset(PRESETS[0]).configuration["render"], "step": "{step}"}
    return LogRatio(**pair.settings(render=render))


@pytest.mark.parametrize("mutation", [_one_off, _turned, _apart, _unscaled, _unnumbered])
def test_a_scorer_that_is_off_is_noticed(
    mutation: Callable[[Pair, pytest.MonkeyPatch], LogRatio], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert largest_difference(mutation(pair, monkeypatch), pair) > 100 * TOLERANCE


def test_what_others_said_is_read_and_does_not_count(scorer: LogRatio) -> None:
    steps = (ScorableStep("I look it up."), ScorableStep("42 or so", role="tool"), ScorableStep("So it is 42."))
    other = (steps[0], ScorableStep("7, clearly", role="tool"), steps[2])

    first, second = scored(scorer, [ScorableTrajectory("How many?", told, (0, 2)) for told in (steps, other)])

    assert first.rewards[1] is None
    assert first.rewards[0] == pytest.approx(second.rewards[0], abs=1e-5)
    assert first.rewards[2] != pytest.approx(second.rewards[2], abs=1e-3)  # it was read
    added = first.further[INCREMENTS].rewards
    assert (added[0] or 0.0) + (added[2] or 0.0) == pytest.approx(first.rewards[2])


def test_a_step_without_a_text_is_not_judged(scorer: LogRatio) -> None:
    found = scored_one(scorer, "How many?", ["One.", "  ", "Two."])

    assert found.rewards[1] is None
    assert found.rewards[2] is not None


def test_what_does_not_fit_has_no_reward_and_the_rest_keeps_its_own(pair: Pair, scorer: LogRatio) -> None:
    question, steps = TEXTS[1]
    (all_of_it,) = scored(scorer, [trajectory(question, steps)])
    length = len(scorer._renderer.encode(trajectory(question, steps)).ids)

    (cut,) = scored(LogRatio(**pair.settings(limits={"max_tokens": length - 1})), [trajectory(question, steps)])

    assert cut.rewards[:3] == pytest.approx(all_of_it.rewards[:3], abs=TOLERANCE)
    assert cut.rewards[3] is None
    assert "nothing after step 3 was read" in cut.truncated_because


def test_nothing_to_judge_is_no_error(scorer: LogRatio) -> None:
    (found,) = scorer.score([ScorableTrajectory("How many?", (ScorableStep("42", role="tool"),), ())])

    assert scorer.score([]) == []
    assert isinstance(found, Unscored) or found.rewards == (None,)


class Shapes(TorchDispatchMode):  # type: ignore[misc]
    """Of every tensor that is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: set[tuple[int, ...]] = set()

    def __torch_dispatch__(self, operation: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = operation(*args, **(kwargs or {}))
        self.made.update(tuple(leaf.shape) for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor))
        return result


def test_no_tensor_of_tokens_by_vocabulary_is_ever_made(
    pair: Pair, scorer: LogRatio, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = len(pair.model.tokenizer)
    before = all_rewards(scored(scorer, BATCH))
    monkeypatch.setattr(likelihoods, "WORDS_AT_A_TIME", 50)
    monkeypatch.setattr(likelihoods, "TOKENS_AT_A_TIME", 20)

    with Shapes() as shapes:
        found = all_rewards(scored(scorer, BATCH))

    assert [shape for shape in shapes.made if words in shape and shape[-1] != pair.model.config.hidden_size] == []
    assert (20, 50) in shapes.made
    assert found == pytest.approx(before, abs=TOLERANCE)


def test_two_vocabularies_are_refused(pair: Pair, tmp_path: Path) -> None:
    for part in pair.reference.folder.iterdir():
        (tmp_path / part.name).write_bytes(part.read_bytes())
    llama_tokenizer().save_pretrained(tmp_path)

    with pytest.raises(DifferentVocabularies, match="different tokens"):
        LogRatio(**pair.settings(reference=str(tmp_path)))


def test_a_reference_that_is_not_there_is_named(pair: Pair) -> None:
    with pytest.raises(CannotLoad, match="There is no folder /nowhere on this machine"):
        LogRatio(**pair.settings(reference="/nowhere"))


def test_refuses_settings_that_make_no_sense(pair: Pair) -> None:
    with pytest.raises(BadConfiguration, match="'beta' must be above 0"):
        read_settings(pair.settings(beta=-1.0))
    with pytest.raises(BadConfiguration, match=r"'render\.steps_in' is one of assistant, after-prompt, not 'turns'"):
        read_settings(pair.settings(render={"layout": "chat", "steps_in": "turns"}))
    with pytest.raises(BadConfiguration, match=r"has no setting 'betta'\. Did you mean 'beta'"):
        read_settings(pair.settings(betta=1.0))


def test_says_on_what_it_ran(pair: Pair, scorer: LogRatio) -> None:
    said = json.loads(json.dumps(dict(scorer.provenance)))

    assert (said["model"], said["reference"]) == (str(pair.model.folder), str(pair.reference.folder))
    assert said["reference_revision"].startswith("files-")
    assert said["dtype"] == "float32"


def test_the_registry_knows_it(pair: Pair) -> None:
    assert isinstance(registry.load("log-ratio", pair.settings()), LogRatio)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_what_its_numbers_mean_and_is_in_the_documents(name: str) -> None:
    found = preset(name)
    settings = read_settings(found.configuration)
    page = (REPOSITORY / "docs" / "presets.md").read_text(encoding="utf-8")

    assert (settings.increments, set(found.channels)) == (True, {"reward", INCREMENTS})
    assert {channel.semantics for channel in found.channels.values()} == {"log-ratio"}
    assert [channel.threshold for channel in found.channels.values()] == [None, None]
    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}`")]
    assert all(f"`{part}`" in row for part in (settings.model, settings.reference))
    assert "layout tested; weights never loaded here" in row
