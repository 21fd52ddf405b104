"""A sequence of tokens in the making: text, control tokens, and marks where something is to be read."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.vocabulary import Vocabulary


class CannotRender(ValueError):
    """This trajectory cannot be brought into the model's form; the message says why."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Read at the last token that begins before this character; unless `may_run_on`, it must end there, too."""

    character: int
    step: int
    may_run_on: bool = False


class Writer:
    """Text between two cuts is encoded at once. Positions come from marks, never from looking for ids."""

    def __init__(self, vocabulary: Vocabulary, *, beginning: list[int], leaf_id: int | None) -> None:
        self._vocabulary = vocabulary
        self._ids = list(beginning)
        self._leaf_id = leaf_id
        self._reads: list[int] = []
        self._leaves: list[int] = []
        self._steps: list[int] = []
        self._run = ""
        self._marks: list[_Mark] = []
        self._is_beginning = True

    def text(self, text: str) -> None:
        """Text of anybody: what looks like a control token in it is none."""
        self._run += text

    def trusted(self, text: str) -> None:
        """Text of ours or of the template: control tokens in it count."""
        for part in self._vocabulary.split(text):
            if isinstance(part, int):
                self.control(part)
            else:
                self.text(part)

    def control(self, token_id: int) -> None:
        """One token by its id."""
        self.cut(is_beginning=False)
        self._ids.append(token_id)

    def cut(self, *, is_beginning: bool) -> None:
        """What follows is encoded apart from what came before; `is_beginning`: as if nothing had come before."""
        if self._run or self._marks:
            self._encode_run()
        self._is_beginning = is_beginning

    def read_here(self, step: int) -> None:
        """The hidden state of the last token so far belongs to this step."""
        self._marks.append(_Mark(len(self._run), step))

    def read_before_next(self, step: int) -> None:
        """The same: the next token must begin exactly here."""
        self._marks.append(_Mark(len(self._run), step))

    def read_up_to_here(self, step: int) -> None:
        """The same, and where one token holds what was written and what follows, it counts as written."""
        self._marks.append(_Mark(len(self._run), step, may_run_on=True))

    def leaf_here(self, step: int) -> None:
        """A leaf that sees all so far and that nothing sees belongs to this step."""
        self.cut(is_beginning=False)
        self._leaves.append(len(self._ids))
        self._steps.append(step)

    def finish(self) -> Encoded:
        """All up to the last token that matters: what comes after it is never seen by anything that is read."""
        self.cut(is_beginning=False)
        end = max([*(position + 1 for position in self._reads), *self._leaves, 0])
        return Encoded(
            ids=np.array(self._ids[:end], dtype=np.int64),
            reads=np.array(self._reads, dtype=np.int64),
            steps=np.array(self._steps, dtype=np.int64),
            leaves=np.array(self._leaves, dtype=np.int64),
            leaf_id=self._leaf_id,
        )

    def _encode_run(self) -> None:
        ids, offsets = self._vocabulary.encode(self._run, is_beginning=self._is_beginning)
        for mark in self._marks:
            self._reads.append(len(self._ids) + _tokens_before(mark, offsets) - 1)
            self._steps.append(mark.step)
        self._ids.extend(ids)
        self._run, self._marks = "", []


def _tokens_before(mark: _Mark, offsets: list[tuple[int, int]]) -> int:
    """How many tokens of the run lie before the mark. Raises CannotRender where one lies across it."""
    count = bisect_left(offsets, mark.character, key=lambda offset: offset[0])
    if count and offsets[count - 1][1] > mark.character and not mark.may_run_on:
        raise CannotRender(
            f"In this tokenizer the end of step {mark.step + 1} and what follows it become one token, so there is no "
            "position to read."
        )
    return count
