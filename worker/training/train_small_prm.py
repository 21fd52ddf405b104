"""Trains the small process reward model on solutions that worker/training writes, and saves it as a TRL checkpoint.

    .venv-worker/bin/python -m worker.training.train_small_prm --out FOLDER [--updates 6000] [--minutes 25] [--seed 1]

Besides the step labels the model learns two things from every token, which is more to learn from than one label per
step: to predict the next token of what is right (weight --language; that head is not saved), and to say of each token
of a step whether the step is still right there (same head as the labels).
The result depends on the seed, the number of updates and threads, and the versions of torch and tokenizers alone,
unless the minutes run out first: then the learning rate falls to zero early, and the last line says so.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, cast

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.nn.functional import cross_entropy, linear
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForTokenClassification

from worker.training.layout import BOS, IGNORED, Batch, batches, lay_out
from worker.training.solutions import Trajectory, write_trajectory
from worker.training.stories import STORIES, Story, read_stories

PAD: Final = "<|pad|>"
DRILLS: Final = 4
"""How often a drill is drawn for each other story."""
COOL_DOWN: Final = 0.15
"""The share of the time, at the end of it, in which the learning rate falls to zero when the minutes run out."""


@dataclass(frozen=True, slots=True)
class Options:
    """See `--help`."""

    out: Path
    seed: int
    updates: int
    minutes: float
    tokens: int
    rate: float
    language: float
    threads: int
    vocabulary: int
    hidden: int
    layers: int


def main() -> None:
    """Train, save, say how it went."""
    options = read_options()
    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(options.threads)
    stories = read_stories(STORIES / "training.txt")
    tokenizer = train_tokenizer(stories, vocabulary=options.vocabulary, random=Random(options.seed))
    model = build_model(tokenizer.get_vocab_size(), options)
    print(f"{len(stories)} stories, {tokenizer.get_vocab_size()} tokens, {_size(model):,} parameters", flush=True)
    train(model, endless_batches(stories, tokenizer, options), options, clock=time.monotonic)
    save(model, tokenizer, options.out)
    print(f"saved in {options.out}")


def read_options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--updates", type=int, default=6_000, help="optimizer steps")
    parser.add_argument("--minutes", type=float, default=25, help="stop by then in any case")
    parser.add_argument("--tokens", type=int, default=2_048, help="tokens in a batch")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--language", type=float, default=1.0, help="weight of predicting the next token")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--vocabulary", type=int, default=768)
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--layers", type=int, default=4)
    return Options(**vars(parser.parse_args()))


def train_tokenizer(stories: list[Story], *, vocabulary: int, random: Random) -> Tokenizer:
    """Byte-level BPE of the training texts. Every digit is a token of its own, so that arithmetic can be learnt."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trajectories = [write_trajectory(random.choice(stories), random) for _ in range(6_000)]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[AddedToken(PAD, special=True), AddedToken(BOS, special=True)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(
        (text for trajectory in trajectories for text in (trajectory.problem, *trajectory.steps)), trainer
    )
    return tokenizer


def build_model(vocabulary: int, options: Options) -> Any:
    """A small Qwen2 with a head of two labels, random."""
    return Qwen2ForTokenClassification(
        Qwen2Config(
            vocab_size=vocabulary,
            hidden_size=options.hidden,
            intermediate_size=options.hidden * 8 // 3 // 16 * 16,
            num_hidden_layers=options.layers,
            num_attention_heads=options.hidden // 24,
            num_key_value_heads=options.hidden // 24,
            max_position_embeddings=1_024,
            initializer_range=0.05,
            num_labels=2,
            classifier_dropout=0.0,
            pad_token_id=0,
            bos_token_id=1,
            use_cache=False,
            id2label={0: "LABEL_0", 1: "LABEL_1"},
            label2id={"LABEL_0": 0, "LABEL_1": 1},
        )
    )


def endless_batches(stories: list[Story], tokenizer: Tokenizer, options: Options) -> Iterator[Batch]:
    """Fresh trajectories for ever: none is seen twice. Drills, which are bare arithmetic, come more often."""
    random = Random(options.seed + 1)
    stories = [story for story in stories for _ in range(DRILLS if story.name.startswith("drill_") else 1)]
    while True:
        trajectories: list[Trajectory] = [write_trajectory(random.choice(stories), random) for _ in range(4_000)]
        yield from batches(lay_out(trajectories, tokenizer), random, tokens=options.tokens)


def train(model: Any, source: Iterator[Batch], options: Options, *, clock: Callable[[], float]) -> None:
    """AdamW with a short warm-up and a cosine; a line every hundred updates."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.02)
    started = clock()
    seen = torch.zeros(4)
    for update in range(options.updates):
        elapsed = (clock() - started) / 60 / options.minutes
        if elapsed >= 1:
            print(f"the time was up after {update} of {options.updates} updates")
            return
        for group in optimizer.param_groups:
            group["lr"] = options.rate * _schedule(update, options.updates) * min(1.0, (1 - elapsed) / COOL_DOWN)
        seen += _update(model, optimizer, next(source), options.language)
        if (update + 1) % 100 == 0:
            print(f"{update + 1:6} {(clock() - started) / 60:6.1f} min {_line(seen)}", flush=True)
            seen.zero_()


def _schedule(update: int, updates: int) -> float:
    warm = min(1.0, (update + 1) / 100)
    return warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * update / updates)))


def _update(model: Any, optimizer: Any, batch: Batch, language: float) -> torch.Tensor:
    """One optimizer step. Returns the losses of labels and next tokens, and the hits at wrong and right steps."""
    hidden = model.model(input_ids=batch.ids, use_cache=False).last_hidden_state
    logits, targets = _at_targets(model.score(hidden), batch.step_targets)
    label_loss = cross_entropy(logits, targets)
    token_loss = cross_entropy(*_at_targets(model.score(hidden), batch.token_targets))
    known, next_tokens = _at_targets(hidden, batch.next_targets)
    word_loss = cross_entropy(linear(known, model.model.embed_tokens.weight), next_tokens)
    optimizer.zero_grad()
    (label_loss + token_loss + language * word_loss).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    hits = (logits.argmax(-1) == targets).float()
    shares = (hits[targets == 0].mean(), hits[targets == 1].mean())
    return torch.stack([label_loss, word_loss, *shares]).detach().nan_to_num()


def _at_targets(values: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What has a target, and the target: (n, width) and (n,)."""
    wanted = targets != IGNORED
    return values[wanted], targets[wanted]


def _line(seen: torch.Tensor) -> str:
    label_loss, word_loss, wrong, right = (seen / 100).tolist()
    return (
        f"labels {label_loss:.3f}, words {word_loss:.3f}, wrong steps found {wrong:.3f}, right steps kept {right:.3f}"
    )


def save(model: Any, tokenizer: Tokenizer, folder: Path) -> None:
    """bf16 weights, tokenizer and configuration, as `from_pretrained` reads them."""
    model.to(torch.bfloat16).save_pretrained(folder)
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=BOS, pad_token=PAD, model_max_length=1_024, padding_side="right"
    )
    wrapped.save_pretrained(folder)


def _size(model: Any) -> int:
    return cast("int", sum(parameter.numel() for parameter in model.parameters()))


if __name__ == "__main__":
    main()
