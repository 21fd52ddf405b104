"""From a trajectory to tokens, in the layout that a model was trained on.

Positions are known by construction: a step that contains the separator, a control token or a "+" changes nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from worker.scorers.contract import ScorableStep, ScorableTrajectory
from worker.scorers.step_reader.configuration import Configuration
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.vocabulary import Vocabulary
from worker.scorers.step_reader.writing import CannotRender, Writer

_FIELD: Final = re.compile(r"\{(problem|reference|step|index|role)\}")
_NUMBERING: Final = re.compile(r"^\s*(?:step\s*\d+\s*[:.]|\d+\.(?!\d))\s*", re.IGNORECASE)
_NEWLINES: Final = re.compile(r"\s*[\r\n]+\s*")
# Around the slot's own mark stand tabs: a template that trims what it is given takes them away.
_SLOT: Final = re.compile(r"(\t?)\ue000(\d+)\ue001(\t?)")


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a template puts the content of one message, and on which sides it trims that."""

    number: int
    trims_left: bool
    trims_right: bool

    def trimmed(self, text: str) -> str:
        text = text.lstrip() if self.trims_left else text
        return text.rstrip() if self.trims_right else text


@dataclass(frozen=True, slots=True)
class _Part:
    """One step to judge: its index among all steps, what was said before it by others, and its own text."""

    step: int
    before: str
    text: str


class Renderer:
    """One layout, for one tokenizer. Raises VocabularyMismatch where the two do not fit.

    `spans`: instead of where the layout reads, every step has two reads, at the last token before it and at its own
    last one. What parts it from the step before counts as its own; what others said in between does not.
    """

    def __init__(self, configuration: Configuration, vocabulary: Vocabulary, *, spans: bool = False) -> None:
        self._spans = spans
        self._render = render = configuration.render
        self._read_at = read_at = configuration.read_at
        self._read_offset = configuration.read_offset
        self._vocabulary = vocabulary
        self._beginning = vocabulary.beginning(render.bos)
        self._leaf_id = vocabulary.leaf_id() if read_at == "leaf" else None
        self._separator_id: int | None = None
        tokens = configuration.tokens
        if tokens.separator is not None:
            self._separator_id = vocabulary.id_of(tokens.separator, name="the separator", check=tokens.check_ids)
        self._skeletons: dict[int, Sequence[str | _Slot]] = {}
        if render.layout == "chat":
            self._skeleton(1)  # what the template refuses is no trajectory's fault

    def encode(self, trajectory: ScorableTrajectory, *, first_message: int = 0) -> Encoded:
        """All messages from `first_message` on, behind the task. Raises CannotRender."""
        parts = list(self._parts(trajectory, first_message))
        prompt = self._prompt(trajectory)
        writer = Writer(self._vocabulary, beginning=self._beginning, leaf_id=self._leaf_id)
        if not parts:
            return writer.finish()
        if self._render.layout == "raw":
            writer.text(prompt)
            self._write_steps(writer, parts)
        else:
            self._write_chat(writer, prompt, parts)
        encoded = self._checked(writer.finish())
        return replace(encoded, reads=np.maximum(encoded.reads + self._read_offset, 0))

    def _prompt(self, trajectory: ScorableTrajectory) -> str:
        reference = trajectory.reference_answer
        answer = self._render.no_reference if reference is None else self._clean(reference)
        return _fill(self._render.prompt, {"problem": self._clean(trajectory.problem), "reference": answer})

    def _parts(self, trajectory: ScorableTrajectory, first_message: int) -> Iterator[_Part]:
        judged = {step: number for number, step in enumerate(trajectory.scorable, start=1)}
        before = ""
        for index, step in enumerate(trajectory.steps):
            if index < first_message:
                continue
            text = self._clean_step(step, is_judged=index in judged)
            if index in judged:
                own = _fill(self._render.step, {"step": text, "index": str(judged[index])})
                yield _Part(index, before, own if text else "")
                before = ""
            else:
                before += _fill(self._render.context, {"step": text, "role": step.role})

    def _clean_step(self, step: ScorableStep, *, is_judged: bool) -> str:
        calls = [f"{call.name}({call.arguments})" for call in step.tool_calls]
        text = self._clean("\n".join([step.text, *calls] if step.text else calls))
        if is_judged and self._render.numbering == "strip":
            text = _NUMBERING.sub("", text, count=1)
        if self._render.newlines == "spaces":
            text = _NEWLINES.sub(" ", text)
        return text.strip() if self._render.strip else text

    def _clean(self, text: str) -> str:
        """Half of a surrogate pair is no text that a tokenizer takes; the tags of tag families are taken out."""
        text = text.encode("utf-8", "replace").decode()
        for tag in self._render.delete:
            text = text.replace(tag, "")
        return text

    def _write_steps(self, writer: Writer, parts: Sequence[_Part]) -> None:
        self._boundary(writer)
        for number, part in enumerate(parts):
            between = self._render.between if number else ""
            if self._spans:
                self._write_span(writer, part, between)
            else:
                writer.text(f"{between}{part.before}{part.text}")
                self._close(writer, part)
            self._boundary(writer)

    def _write_span(self, writer: Writer, part: _Part, between: str) -> None:
        """A step without a text is no span."""
        if part.before:
            writer.text(f"{between}{part.before}")
        if part.text:
            writer.read_up_to_here(part.step)
        writer.text(part.text if part.before else f"{between}{part.text}")
        if part.text:
            writer.read_up_to_here(part.step)

    def _close(self, writer: Writer, part: _Part) -> None:
        """The end of a step, and where it is read."""
        if self._read_at == "last-token-of-step":
            if part.text:
                writer.read_here(part.step)
            return
        if self._read_at == "leaf":
            writer.text(self._render.separator)
            writer.leaf_here(part.step)
            return
        self._boundary(writer)
        control = self._vocabulary.control_id(self._render.separator)
        if control is not None:
            writer.control(control)
        else:
            writer.text(self._render.separator)
        writer.read_here(part.step)

    def _boundary(self, writer: Writer) -> None:
        if self._render.tokenization != "joint":
            writer.cut(is_beginning=self._render.tokenization == "per-step")

    def _write_chat(self, writer: Writer, prompt: str, parts: Sequence[_Part]) -> None:
        is_turns = self._render.steps_in == "turns"
        for piece in self._skeleton(len(parts) if is_turns else 1):
            if isinstance(piece, str):
                writer.trusted(piece)
            elif is_turns:
                self._write_turn(writer, piece, prompt, parts)
            elif piece.number == 0:
                writer.text(piece.trimmed(prompt) if self._render.steps_in != "user" else prompt)
                if self._render.steps_in == "user":
                    self._write_steps(writer, parts)
            else:
                self._write_steps(writer, parts)
        if self._render.steps_in == "after-prompt":
            writer.cut(is_beginning=True)
            self._write_steps(writer, parts)

    def _write_turn(self, writer: Writer, slot: _Slot, prompt: str, parts: Sequence[_Part]) -> None:
        """Even slots are the user's: a step. Odd ones are the answer that is put into the model's mouth."""
        number, is_answer = divmod(slot.number, 2)
        if is_answer:
            writer.read_before_next(parts[number].step)
            writer.text(self._render.answer)
            return
        part = parts[number]
        writer.text(slot.trimmed(f"{'' if number else prompt}{part.before}{part.text}"))

    def _skeleton(self, turns: int) -> Sequence[str | _Slot]:
        """The chat without its contents: what the template writes, and the slots."""
        if turns not in self._skeletons:
            written = self._vocabulary.apply_template(
                self._messages(turns),
                template=self._render.template,
                variables=self._render.template_variables,
                generation_prompt=self._render.generation_prompt,
            )
            self._skeletons[turns] = list(_pieces(written))
        return self._skeletons[turns]

    def _messages(self, turns: int) -> list[dict[str, str]]:
        roles = ["user", "assistant"] * turns if self._render.steps_in in ("turns", "assistant") else ["user"]
        messages = [{"role": role, "content": f"\t\ue000{number}\ue001\t"} for number, role in enumerate(roles)]
        if self._render.system is None:
            return messages
        return [{"role": "system", "content": self._render.system}, *messages]

    def _checked(self, encoded: Encoded) -> Encoded:
        """That every separator became the one token that the model knows."""
        if self._separator_id is None:
            return encoded
        for read, step in zip(encoded.reads, encoded.steps, strict=True):
            if encoded.ids[read] != self._separator_id:
                raise CannotRender(
                    f"In this tokenizer the separator behind step {step + 1} is not the token that the model reads: "
                    "the text before or after it changes it."
                )
        return encoded


def _pieces(written: str) -> Iterator[str | _Slot]:
    start = 0
    for found in _SLOT.finditer(written):
        yield written[start : found.start()]
        yield _Slot(int(found[2]), trims_left=not found[1], trims_right=not found[3])
        start = found.end()
    yield written[start:]


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fields of the template only: what a value contains is not looked at again."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
