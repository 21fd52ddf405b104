"""The packed forward pass against the obvious one: every trajectory alone, eager attention, nothing shared."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch", reason="torch is in .venv-worker only")

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from transformers import (
    Gemma2Config,
    Gemma2Model,
    LlamaConfig,
    LlamaModel,
    MistralConfig,
    MistralModel,
    Qwen2Config,
    Qwen2Model,
    Qwen3Config,
    Qwen3Model,
)

from worker.scorers.step_reader import packed_attention
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.forward import (
    CPU_TOKEN_BUDGET,
    Reading,
    TrajectoryTooLarge,
    attention_kernel,
    default_token_budget,
    read,
)
from worker.scorers.step_reader.packs import DEFAULT_TOKEN_BUDGET

Rows = NDArray[np.float32]  # [reads, channels]

VOCABULARY = 5_003  # no other dimension of these models, and more than the tokens of any pack here
HIDDEN = 48
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": HIDDEN,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 12,
    "max_position_embeddings": 1_024,
    "initializer_range": 0.2,
    "pad_token_id": None,
}
FAMILIES = {
    "qwen2": (Qwen2Model, Qwen2Config, {}),
    "qwen3": (Qwen3Model, Qwen3Config, {}),
    "llama": (LlamaModel, LlamaConfig, {}),
    "mistral with a window": (MistralModel, MistralConfig, {"sliding_window": 24}),
}


def make_body(family: str = "qwen2", **changes: Any) -> Any:
    model, config, own = FAMILIES[family]
    torch.manual_seed(5)
    return model(config(**{**SIZES, **own, **changes})).eval()


@pytest.fixture(scope="module")
def body():
    return make_body()


@pytest.fixture(autouse=True)
def _one_thread():
    """Models this small gain nothing from a second one, which waits for its turn where the machine is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def readout(hidden: torch.Tensor) -> torch.Tensor:
    """Two channels whose values spread as the margins of real heads do."""
    weights = torch.linspace(-1, 1, 2 * HIDDEN).sin().reshape(HIDDEN, 2)
    return hidden.float() @ weights


def trajectories(lengths: Sequence[int] = (70, 12, 1, 130, 41, 55, 200, 33)) -> list[Encoded]:
    """Read at three places each, the last token among them."""
    source = np.random.default_rng(11)
    return [_reading(source, n, sorted({0, n // 2, n - 1})) for n in lengths]


def with_leaves(lengths: Sequence[int] = (60, 25, 90)) -> list[Encoded]:
    source = np.random.default_rng(12)
    return [
        Encoded(source.integers(VOCABULARY, size=n), _none(), np.arange(3), np.array([3, n // 2, n]), 17)
        for n in lengths
    ]


def _reading(source: np.random.Generator, n: int, reads: Sequence[int]) -> Encoded:
    return Encoded(
        source.integers(VOCABULARY, size=n), np.array(reads, dtype=np.int64), np.arange(len(reads)), _none(), None
    )


def _none() -> NDArray[np.int64]:
    return np.array([], dtype=np.int64)


def run(body: Any, encoded: Sequence[Encoded], **options: Any) -> Reading:
    return read(body, encoded, readout, device="cpu", **options)


def alone_and_eager(body: Any, encoded: Encoded) -> Rows:
    """[reads, channels] of one trajectory, with one plain pass per sequence of tokens: for leaves one per prefix."""
    body.set_attn_implementation("eager")
    with torch.no_grad():
        if len(encoded.leaves):
            prefixes = [np.array([*encoded.ids[:n], encoded.leaf_id]) for n in encoded.leaves]
            hidden = torch.stack([_hidden(body, prefix)[-1] for prefix in prefixes])
        else:
            hidden = _hidden(body, encoded.ids)[encoded.reads]
        return np.asarray(readout(hidden).numpy())


def _hidden(body: Any, ids: NDArray[np.int64]) -> torch.Tensor:
    return body(input_ids=torch.from_numpy(ids)[None], use_cache=False).last_hidden_state[0]


def assert_same(found: Sequence[Rows], expected: Sequence[Rows], tolerance: float) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.shape == other.shape
        assert np.abs(one - other).max() <= tolerance


@pytest.mark.parametrize("family", FAMILIES)
def test_packed_equals_one_trajectory_at_a_time(family):
    body = make_body(family)
    encoded = [*trajectories(), *with_leaves()]
    expected = [alone_and_eager(body, one) for one in encoded]
    assert np.concatenate(expected).std() >= 2
    assert_same(run(body, encoded).rows, expected, 1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_results_are_the_same_alone_in_any_order_and_in_packs_of_any_size(family):
    body = make_body(family)
    encoded = [*trajectories(), *with_leaves()]
    packed = run(body, encoded).rows
    assert_same([run(body, [one]).rows[0] for one in encoded], packed, 1e-5)
    assert_same(run(body, encoded, token_budget=150).rows, packed, 1e-5)
    order = np.random.default_rng(3).permutation(len(encoded))
    shuffled = run(body, [encoded[place] for place in order], token_budget=300).rows
    assert_same(shuffled, [packed[place] for place in order], 1e-5)


def test_a_trajectory_is_read_beside_others_as_if_they_said_something_else(body):
    first, *others = trajectories()
    changed = [Encoded(one.ids[::-1].copy(), one.reads, one.steps, one.leaves, None) for one in others]
    assert_same(run(body, [first, *others]).rows[:1], run(body, [first, *changed]).rows[:1], 1e-5)


def test_a_leaf_changes_nothing_that_is_not_its_own(body):
    (one,) = with_leaves([60])
    without_the_second = Encoded(one.ids, one.reads, one.steps[[0, 2]], one.leaves[[0, 2]], one.leaf_id)
    assert_same(run(body, [without_the_second]).rows, [run(body, [one]).rows[0][[0, 2]]], 1e-5)


class Allocations(TorchDispatchMode):  # type: ignore[misc]
    """What the operations below this give out, and which they are."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: set[tuple[int, ...]] = set()
        self.operations: set[str] = set()

    def __torch_dispatch__(self, operation: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = operation(*args, **(kwargs or {}))
        self.operations.add(operation.overloadpacket.__name__)
        self.shapes.update(tuple(leaf.shape) for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor))
        return result


def test_no_tensor_of_tokens_by_vocabulary_is_ever_made(body):
    head = torch.nn.Linear(HIDDEN, VOCABULARY, bias=False)
    encoded = [*trajectories(), *with_leaves()]
    with Allocations() as ours, torch.inference_mode():
        read(body, encoded, lambda hidden: hidden @ head.weight[[10, 12]].T, device="cpu")
    assert not [shape for shape in ours.shapes if VOCABULARY in shape]
    tokens = sum(len(one.ids) + len(one.leaves) for one in encoded)
    assert max(np.prod(shape) for shape in ours.shapes) < tokens * VOCABULARY / 10
    with Allocations() as full, torch.inference_mode():
        head(_hidden(body, encoded[0].ids))
    assert (len(encoded[0].ids), VOCABULARY) in full.shapes


def test_no_mask_of_the_pack_by_the_pack_is_made(body):
    encoded = trajectories([100] * 9)
    with Allocations() as made:
        run(body, encoded)
    assert (1, 900, HIDDEN) in made.shapes
    assert not [shape for shape in made.shapes if shape[-2:] == (900, 900)]


def test_no_single_number_is_fetched_from_the_device(body):
    with Allocations() as made:
        run(body, [*trajectories(), *with_leaves()])
    assert "_local_scalar_dense" not in made.operations


def test_the_readout_is_called_once_per_pack(body):
    calls = []

    def counting(hidden: torch.Tensor) -> torch.Tensor:
        calls.append(len(hidden))
        return readout(hidden)

    read(body, trajectories([50] * 8), counting, token_budget=100, device="cpu")
    assert calls == [6, 6, 6, 6]


def test_no_token_goes_through_the_model_twice_and_none_is_padding(body):
    encoded = [*trajectories(), *with_leaves()]
    through = []

    def count(module, args, kwargs):
        through.append(kwargs["input_ids"].numel())

    counter = body.register_forward_pre_hook(count, with_kwargs=True)
    reading = run(body, encoded, token_budget=256)
    counter.remove()
    useful = sum(len(one.ids) + len(one.leaves) for one in encoded)
    assert reading.tokens_run == sum(through)
    assert len(through) > 1
    assert reading.tokens_run / useful <= 1.05


def test_trajectories_without_reads_give_no_rows_and_cost_nothing(body):
    source = np.random.default_rng(1)
    silent = _reading(source, 20, [])
    spoken = _reading(source, 20, [4])
    reading = run(body, [silent, spoken, silent])
    assert [rows.shape for rows in reading.rows] == [(0, 2), (1, 2), (0, 2)]
    assert reading.tokens_run == 5
    assert run(body, []).rows == []


@pytest.fixture
def small_memory(body):
    """A machine on which a pass of more than 150 tokens asks for more memory than there is."""

    def ask_for_memory(module, args, kwargs):
        if kwargs["input_ids"].numel() > 150:
            torch.empty(10**15)

    hook = body.register_forward_pre_hook(ask_for_memory, with_kwargs=True)
    yield
    hook.remove()


def test_packs_become_smaller_where_memory_runs_out_and_nothing_is_lost(body, request):
    encoded = trajectories([70, 12, 130, 41, 55, 33])
    expected = run(body, encoded).rows
    request.getfixturevalue("small_memory")
    reading = run(body, encoded, token_budget=400)
    assert_same(reading.rows, expected, 1e-5)
    assert reading.token_budget == 81  # 341 tokens were too many, then 163 of the 170 that were allowed


@pytest.mark.usefixtures("small_memory")
def test_one_trajectory_that_does_not_fit_is_a_sentence(body):
    with pytest.raises(TrajectoryTooLarge, match=r"A trajectory of 200 tokens does not fit .* CPU, even alone\. Use"):
        run(body, trajectories())


def test_other_errors_of_the_model_are_not_taken_for_missing_memory(body):
    source = np.random.default_rng(1)
    unknown_token = Encoded(np.array([VOCABULARY]), np.array([0]), np.array([0]), _none(), None)
    with pytest.raises(IndexError):
        run(body, [unknown_token, _reading(source, 9, [3])])


def test_the_body_attends_as_before_once_it_was_read(body):
    body.set_attn_implementation("eager")
    run(body, trajectories())
    assert body.config._attn_implementation == "eager"

    def broken(hidden: torch.Tensor) -> torch.Tensor:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read(body, trajectories(), broken, device="cpu")
    assert body.config._attn_implementation == "eager"


def test_refuses_a_model_whose_attention_it_does_not_know():
    body = Gemma2Model(Gemma2Config(**SIZES)).eval()
    with pytest.raises(packed_attention.AttentionNotSupported, match="uses softcap, which packed scoring does not"):
        run(body, trajectories())


def test_refuses_a_model_whose_attention_cannot_be_replaced():
    class OldStyle(Qwen2Model):  # type: ignore[misc]
        @classmethod
        def _can_set_attn_implementation(cls) -> bool:
            return False

    with pytest.raises(packed_attention.AttentionNotSupported, match="OldStyle cannot be scored in packs"):
        run(OldStyle(Qwen2Config(**SIZES)).eval(), trajectories())


def test_a_cpu_gets_smaller_packs_than_a_gpu():
    assert default_token_budget("cpu") == CPU_TOKEN_BUDGET
    assert default_token_budget("cuda:1") == DEFAULT_TOKEN_BUDGET
    assert attention_kernel("cpu", torch.bfloat16) == "sdpa per trajectory"


def varlen_as_documented(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    cu_seq_q: torch.Tensor,
    cu_seq_k: torch.Tensor,
    max_q: int,
    max_k: int,
    **options: Any,
) -> torch.Tensor:
    """torch.nn.attention.varlen.varlen_attn as its documentation says, slow, on any device: [t, heads, dim]."""
    assert options["enable_gqa"]
    assert cu_seq_q.dtype == cu_seq_k.dtype == torch.int32
    assert (cu_seq_q.diff().max(), cu_seq_k.diff().max()) == (max_q, max_k)
    left, right = options["window_size"]
    groups = query.shape[1] // key.shape[1]
    out = torch.empty_like(query)
    for start, stop in pairwise(cu_seq_q):
        place = torch.arange(stop - start)
        ahead = place[None, :] - place[:, None]
        sees = (ahead <= right) & ((ahead >= -left) if left >= 0 else True)
        keys, values = (one[start:stop].repeat_interleave(groups, 1) for one in (key, value))
        weights = torch.einsum("qhd,khd->hqk", query[start:stop], keys) * options["scale"]
        weights = weights.masked_fill(~sees, float("-inf")).softmax(-1)
        out[start:stop] = torch.einsum("hqk,khd->qhd", weights, values)
    return out


def always(device, dtype):
    return True


def never(device, dtype):
    return False


@pytest.mark.parametrize("family", FAMILIES)
def test_the_variable_length_kernel_is_asked_for_the_same_attention(family, monkeypatch):
    """Without a GPU: the kernel is torch's, what it is called with is ours."""
    body = make_body(family)
    expected = run(body, trajectories()).rows
    monkeypatch.setattr(packed_attention, "has_varlen_kernel", always)
    monkeypatch.setattr(packed_attention, "varlen_attn", varlen_as_documented)
    assert_same(run(body, trajectories()).rows, expected, 1e-4)
    assert_same(run(body, with_leaves()).rows, [alone_and_eager(body, one) for one in with_leaves()], 1e-4)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU: the varlen kernel itself is NOT checked in this run")
@pytest.mark.parametrize("family", FAMILIES)
def test_the_variable_length_kernel_agrees_on_a_gpu(family, monkeypatch):
    body = make_body(family, head_dim=16).to("cuda", torch.bfloat16)
    small = torch.nn.Linear(HIDDEN, 2, device="cuda", dtype=torch.bfloat16).weight.detach()
    encoded = trajectories()

    def rows() -> Rows:
        return np.concatenate(read(body, encoded, lambda hidden: hidden @ small.T, device="cuda").rows)

    varlen = rows()
    monkeypatch.setattr(packed_attention, "has_varlen_kernel", never)
    assert np.abs(varlen - rows()).mean() <= 0.02
