"""The committed checkpoint loads without a network, is small, and gives the figures of its card."""

import json
from pathlib import Path
from typing import Any

import pytest

from worker.presets import preset
from worker.scorers import registry
from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.worker

FOLDER = Path(__file__).parents[3] / "worker/checkpoints/assay-small-prm"
SAMPLE = Path(__file__).parent / "held_out_sample.jsonl"
LARGEST = 3_000_000

Row = dict[str, Any]


@pytest.fixture(scope="module")
def tokenizer():
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(FOLDER, local_files_only=True)


def load_model(dtype: Any) -> Any:
    from transformers import AutoModelForTokenClassification

    return AutoModelForTokenClassification.from_pretrained(FOLDER, local_files_only=True, dtype=dtype).eval()


@pytest.fixture(scope="module")
def model():
    torch.set_num_threads(1)
    return load_model(torch.float32)


@pytest.fixture(scope="module")
def rows():
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def read(row: Row, model: Any, tokenizer: Any) -> list[float]:
    """p(right) of each step: TRL's layout, one solution at a time."""
    ids = [tokenizer.bos_token_id, *tokenizer(row["prompt"], add_special_tokens=False)["input_ids"]]
    reads = []
    for step in row["completions"]:
        ids += tokenizer(step, add_special_tokens=False)["input_ids"]
        ids += tokenizer("\n", add_special_tokens=False)["input_ids"]
        reads.append(len(ids) - 1)
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0].float()
    told: list[float] = logits.softmax(-1)[reads, 1].tolist()
    return told


def auroc(rows: list[Row], rewards: list[list[float]]) -> float:
    """Share of pairs in which the right step has the higher reward; a tie is half."""
    told = [
        (label, reward)
        for row, all_ in zip(rows, rewards, strict=True)
        for label, reward in zip(row["labels"], all_, strict=True)
    ]
    right = [reward for label, reward in told if label]
    wrong = [reward for label, reward in told if not label]
    return sum((r > w) + 0.5 * (r == w) for r in right for w in wrong) / (len(right) * len(wrong))


def f1(rows: list[Row], rewards: list[list[float]]) -> float:
    """ProcessBench's: the harmonic mean of both shares of solutions whose first error is found, or found absent."""
    hits: dict[bool, list[bool]] = {True: [], False: []}
    for row, all_ in zip(rows, rewards, strict=True):
        truth = row["labels"].index(False) if False in row["labels"] else None
        guess = next((index for index, reward in enumerate(all_) if reward < 0.5), None)
        hits[truth is None].append(truth == guess)
    right, wrong = (sum(found) / len(found) for found in hits.values())
    return 2 * right * wrong / (right + wrong)


def figure_of_card(name: str) -> float:
    """From the card's table of the committed sample."""
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    return next(float(line.split("|")[2]) for line in lines if line.startswith(f"| sample, {name} |"))


def test_the_weights_are_at_most_three_megabytes():
    assert (FOLDER / "model.safetensors").stat().st_size <= LARGEST
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= LARGEST


def test_the_folder_holds_what_a_checkpoint_of_trl_holds():
    names = {path.name for path in FOLDER.iterdir()}

    assert names == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"}


def test_digits_are_single_tokens_and_the_separator_is_one(tokenizer):
    assert len(tokenizer("2048", add_special_tokens=False)["input_ids"]) == 4
    assert len(tokenizer("\n", add_special_tokens=False)["input_ids"]) == 1
    assert tokenizer.bos_token_id is not None
    assert tokenizer.bos_token_id not in tokenizer("a step")["input_ids"]


def test_the_sample_gives_the_figures_of_the_card(model, tokenizer, rows):
    rewards = [read(row, model, tokenizer) for row in rows]

    assert auroc(rows, rewards) == pytest.approx(figure_of_card("AUROC"), abs=0.005)
    assert f1(rows, rewards) == pytest.approx(figure_of_card("F1"), abs=0.02)


def test_the_same_step_gets_the_same_reward_every_time(model, tokenizer, rows):
    assert read(rows[0], model, tokenizer) == read(rows[0], load_model(torch.float32), tokenizer)


def test_the_half_precision_of_the_file_changes_little(model, tokenizer, rows):
    half = load_model(torch.bfloat16)
    exact = [reward for row in rows for reward in read(row, model, tokenizer)]
    rough = [reward for row in rows for reward in read(row, half, tokenizer)]

    assert sum(abs(a - b) for a, b in zip(exact, rough, strict=True)) / len(exact) < 0.02
    assert half.config.dtype == torch.bfloat16


def test_what_comes_later_changes_no_reward(model, tokenizer, rows):
    row = max(rows, key=lambda row: len(row["completions"]))
    cut = {**row, "completions": row["completions"][:2]}

    assert read(cut, model, tokenizer) == pytest.approx(read(row, model, tokenizer)[:2], abs=1e-5)


def test_the_step_reader_reads_it_as_this_slow_reader_does(model, tokenizer, rows, monkeypatch):
    monkeypatch.chdir(FOLDER.parents[2])
    found = preset("assay-small-prm")
    scorer = registry.load(found.adapter, found.configuration)
    batch = [
        ScorableTrajectory(
            row["prompt"], tuple(map(ScorableStep, row["completions"])), tuple(range(len(row["completions"])))
        )
        for row in rows
    ]

    for row, result in zip(rows, scorer.score(batch), strict=True):
        assert isinstance(result, StepRewards)
        assert list(result.rewards) == pytest.approx(read(row, model, tokenizer), abs=1e-4)
