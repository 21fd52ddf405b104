"""Every preset against its slow reference, and what must not go unnoticed: the comparison itself is tested by breaking
the reader in every way in which readers of this kind have been wrong."""

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

pytest.importorskip("torch")


from tests.worker.step_reader.scoring import all_margins, margins, scored
from tests.worker.step_reader.tiny_models import FAMILIES, TEXTS, Expected, Tiny, trajectory
from worker.presets import preset_names
from worker.scorers.contract import StepRewards
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.reader import StepReader
from worker.scorers.step_reader.readout import read_out

pytestmark = pytest.mark.worker

TOLERANCE: Final = 1e-4
PRESETS: Final = sorted(FAMILIES)
APART: Final = [name for name in PRESETS if name.startswith(("trl", "pure", "skywork", "reasoneval"))]
WITH_BOS: Final = [
    name for name in PRESETS if FAMILIES[name].tokenizer().bos_token is not None and name != "universal-prm-7b"
]
ONE_OUTPUT: Final = ("skywork-o1-open-prm-1.5b", "skywork-o1-open-prm-7b", "universal-prm-7b", "actprm")
BATCH: Final = [trajectory(question, steps) for question, steps in TEXTS]
Mutation = Callable[[Encoded], Encoded]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Tiny]]:
    """Checkpoints, each built once."""

    @functools.cache
    def build(name: str) -> Tiny:
        folder: Path = tmp_path_factory.mktemp(name.replace(".", "-"))
        return Tiny(name, folder)

    yield build
    build.cache_clear()


@pytest.fixture(scope="module")
def plain(tiny: Callable[[str], Tiny]) -> Callable[[str], StepReader]:
    """Readers of those, each loaded once."""
    return functools.cache(lambda name: StepReader(**tiny(name).configuration()))


def largest_difference(reader: StepReader, checkpoint: Tiny) -> float:
    """Of margins, over all steps of all texts; of rewards, further channels and spreads as well."""
    differences = [0.0]
    for (question, steps), found in zip(TEXTS, scored(reader, BATCH), strict=True):
        for index, expected in enumerate(checkpoint.expected(question, steps)):
            differences += [abs(one - other) for one, other in _pairs(found, index, expected)]
    return max(differences)


def _pairs(found: StepRewards, index: int, expected: Expected) -> list[tuple[float, float]]:
    reward = found.rewards[index]
    assert reward is not None
    pairs = [(float(margins(found)[index]), expected.margin), (reward, expected.reward)]
    if expected.further is not None:
        pairs.append((float(margins(found.further["redundancy"])[index]), expected.further))
    if expected.spread is not None:
        spread = (found.reliability or ())[index]
        assert spread is not None
        pairs.append((spread, expected.spread))
    return pairs


def test_every_preset_has_a_reference():
    assert preset_names("step-reader") == PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_reads_what_the_slow_reference_reads(
    name: str, tiny: Callable[[str], Tiny], plain: Callable[[str], StepReader]
):
    reader = plain(name)

    assert np.std(all_margins(reader)) >= 2, "margins must spread, or nothing could differ"
    assert largest_difference(reader, tiny(name)) <= TOLERANCE


@pytest.mark.parametrize("name", PRESETS)
def test_reads_the_same_alone_and_in_any_order(name: str, plain: Callable[[str], StepReader]):
    reader = plain(name)

    together = scored(reader, BATCH)
    backwards = scored(reader, BATCH[::-1])[::-1]
    alone = [scored(reader, [one])[0] for one in BATCH]

    for other in (backwards, alone):
        for one, same in zip(together, other, strict=True):
            np.testing.assert_allclose(margins(one), margins(same), atol=1e-5)


def one_off(encoded: Encoded) -> Encoded:
    """Reads the token before; a leaf sees one token less."""
    return replace(encoded, reads=encoded.reads - 1, leaves=encoded.leaves - 1)


def without_bos(encoded: Encoded) -> Encoded:
    return replace(encoded, ids=encoded.ids[1:], reads=encoded.reads - 1, leaves=encoded.leaves - 1)


def padded_on_the_left(encoded: Encoded) -> Encoded:
    """Without a mask, as a published script pads."""
    padding = np.full(7, 2, dtype=np.int64)
    return replace(
        encoded, ids=np.concatenate([padding, encoded.ids]), reads=encoded.reads + 7, leaves=encoded.leaves + 7
    )


@pytest.fixture
def mutated(plain: Callable[[str], StepReader], monkeypatch: pytest.MonkeyPatch) -> Callable[..., StepReader]:
    """The plain reader, broken for one test; what it remembers of whole texts is put aside."""

    def break_it(name: str, mutation: Mutation) -> StepReader:
        reader = plain(name)
        encode = reader._renderer.encode
        monkeypatch.setattr(reader, "_fitted", OrderedDict())
        monkeypatch.setattr(
            reader._renderer, "encode", lambda trajectory, **further: mutation(encode(trajectory, **further))
        )
        return reader

    return break_it


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("mutation", [one_off, padded_on_the_left])
def test_a_reader_that_is_off_is_noticed(
    name: str, mutation: Mutation, tiny: Callable[[str], Tiny], mutated: Callable[..., StepReader]
):
    assert largest_difference(mutated(name, mutation), tiny(name)) > 100 * TOLERANCE


@pytest.mark.parametrize("name", WITH_BOS)
def test_a_missing_bos_is_noticed(
    name: str, tiny: Callable[[str], Tiny], plain: Callable[[str], StepReader], mutated: Callable[..., StepReader]
):
    reader = plain(name)
    question, steps = TEXTS[0]
    assert reader._renderer.encode(trajectory(question, steps)).ids[0] == tiny(name).tokenizer.bos_token_id

    assert largest_difference(mutated(name, without_bos), tiny(name)) > 100 * TOLERANCE


@pytest.mark.parametrize("name", [name for name in PRESETS if name not in ONE_OUTPUT])
def test_a_wrong_column_is_noticed(
    name: str, tiny: Callable[[str], Tiny], plain: Callable[[str], StepReader], monkeypatch: pytest.MonkeyPatch
):
    reader = plain(name)
    monkeypatch.setattr(
        "worker.scorers.step_reader.reader.read_out",
        lambda readout, logits: read_out(readout, np.ascontiguousarray(logits[:, ::-1])),
    )

    assert largest_difference(reader, tiny(name)) > 100 * TOLERANCE


@pytest.mark.parametrize("name", APART)
def test_joint_tokenization_of_a_family_that_encodes_apart_is_noticed(name: str, tiny: Callable[[str], Tiny]):
    settings: dict[str, Any] = tiny(name).configuration(render={"tokenization": "joint"})
    settings["tokens"].pop("separator", None)  # which would refuse what became of the separator
    try:
        difference = largest_difference(StepReader(**settings), tiny(name))
    except AssertionError:
        return  # nothing could be read at all

    assert difference > 100 * TOLERANCE
