"""The layout is the one that TRL's PRMTrainer trains with, and every token has the target that it should."""

from random import Random

import pytest

pytest.importorskip("torch")

from worker.training.layout import BOS, IGNORED, batches, collate, lay_out
from worker.training.solutions import Trajectory, write_trajectory
from worker.training.stories import STORIES, read_stories
from worker.training.train_small_prm import train_tokenizer

pytestmark = pytest.mark.worker

STORIES_READ = read_stories(STORIES / "training.txt")
WRONG = Trajectory(
    story="pens",
    problem="Ann buys 4 pens at $3 each.",
    steps=("They cost 4 * 3 = 12.", "The answer is 15.", "That is all."),
    labels=(True, False, None),
    givens={"pens": 4, "price": 3},
    answer=12,
    error="wrong carry-over",
    wrong_from=len("The answer is 1"),
)


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(STORIES_READ, vocabulary=400, random=Random(1))


def test_every_part_is_tokenized_alone_and_each_step_ends_in_the_separator(tokenizer):
    (example,) = lay_out([WRONG], tokenizer)

    expected = [tokenizer.token_to_id(BOS), *tokenizer.encode(WRONG.problem).ids]
    for step in WRONG.steps:
        expected += tokenizer.encode(step).ids + tokenizer.encode("\n").ids
    assert example.ids == expected
    assert example.labels == [1, 0, IGNORED]
    assert [tokenizer.decode([example.ids[place]]) for place in example.reads] == ["\n"] * 3


def test_a_token_is_wrong_from_where_the_error_shows_to_the_end_of_its_step(tokenizer):
    (example,) = lay_out([WRONG], tokenizer)
    targets = collate([example]).token_targets[0].tolist()

    spans: dict[int, list[int]] = {1: [], 0: [], IGNORED: []}
    for token, target in zip(example.ids, targets, strict=True):
        spans[target].append(token)
    assert tokenizer.decode(spans[1]) == "They cost 4 * 3 = 12.\nThe answer is 1"
    assert tokenizer.decode(spans[0]) == "5.\n"
    assert tokenizer.decode(spans[IGNORED], skip_special_tokens=True) == WRONG.problem + "That is all.\n"


def test_the_next_token_is_learnt_in_the_steps_alone_and_never_from_an_error(tokenizer):
    (example,) = lay_out([WRONG], tokenizer)
    batch = collate([example])

    learnt = [target for target in batch.next_targets[0].tolist() if target != IGNORED]
    assert tokenizer.decode(learnt) == "They cost 4 * 3 = 12.\nThe answer is 1"
    places = (batch.next_targets[0] != IGNORED).nonzero().flatten().tolist()
    assert [example.ids[place + 1] for place in places] == learnt


def test_a_pass_holds_every_example_once_within_the_budget(tokenizer):
    random = Random(2)
    examples = lay_out([write_trajectory(random.choice(STORIES_READ), random) for _ in range(60)], tokenizer)

    found = list(batches(examples, random, tokens=1_000))

    assert sum(len(batch.ids) for batch in found) == 60
    assert all(batch.ids.numel() <= 1_000 for batch in found)
    read = sum(int((batch.step_targets != IGNORED).sum()) for batch in found)
    assert read == sum(label != IGNORED for example in examples for label in example.labels)
