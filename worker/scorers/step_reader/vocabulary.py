"""A tokenizer as the step reader needs it: control tokens count in trusted text, nowhere else."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from jinja2 import TemplateError
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerBase

from worker.scorers.contract import ScorerUnavailable
from worker.scorers.step_reader.configuration import Bos, Token


class VocabularyMismatch(ScorerUnavailable):
    """The tokenizer is not the one that the configuration was written for."""


class Vocabulary:
    """Token ids of text, with the offsets that say which token holds which character."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        described: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())
        described |= {"added_tokens": [], "post_processor": None, "truncation": None, "padding": None}
        self._beginning = Tokenizer.from_str(json.dumps(described))
        self._later = Tokenizer.from_str(json.dumps(_without_prefix(described)))
        self._controls: Mapping[str, int] = {
            str(added): number for number, added in tokenizer.added_tokens_decoder.items()
        }
        longest_first = sorted(self._controls, key=len, reverse=True)
        self._control = re.compile("|".join(re.escape(text) for text in longest_first)) if longest_first else None

    def encode(self, text: str, *, is_beginning: bool) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids and character offsets of text in which nothing is a control token. `is_beginning`: nothing stands before
        it; some tokenizers put a space there."""
        encoding = (self._beginning if is_beginning else self._later).encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def split(self, trusted: str) -> Iterator[str | int]:
        """Trusted text as what it is between control tokens, and the ids of those."""
        start = 0
        for found in self._control.finditer(trusted) if self._control else ():
            yield trusted[start : found.start()]
            yield self._controls[found.group()]
            start = found.end()
        yield trusted[start:]

    def control_id(self, text: str) -> int | None:
        """The id of a control token; None where this text is none."""
        return self._controls.get(text)

    def id_of(self, token: Token, *, name: str, check: bool) -> int:
        """The token's id. Raises VocabularyMismatch where it is absent or, with `check`, not the one expected."""
        number = self._number(token)
        if number is None:
            raise VocabularyMismatch(
                f"The tokenizer has no token {token.piece or token.text!r}, which the configuration names as {name}: "
                "this is another model's tokenizer, or the model was saved without its added tokens."
            )
        if check and token.id is not None and token.id != number:
            raise VocabularyMismatch(
                f"The token {token.piece or token.text!r} ({name}) has the id {number} in this tokenizer, and "
                f"{token.id} in the one that the configuration was written for. If that is as it should be, set "
                "tokens.check_ids to false."
            )
        return number

    def _number(self, token: Token) -> int | None:
        if token.piece is not None:
            vocabulary: dict[str, int] = self._tokenizer.get_vocab()
            return vocabulary.get(token.piece)
        ids, _ = self.encode(token.text or "", is_beginning=False)
        return ids[0] if ids else None

    def beginning(self, policy: Bos) -> list[int]:
        """What comes before everything under this policy."""
        bos: int | None = self._tokenizer.bos_token_id
        if policy == "tokenizer":
            return self._own_beginning()
        if policy == "always" and bos is None:
            raise VocabularyMismatch("The configuration wants a BOS token, and the tokenizer has none.")
        return [bos] if policy in ("always", "if-defined") and bos is not None else []

    def _own_beginning(self) -> list[int]:
        encoded = self._tokenizer("a", return_special_tokens_mask=True)
        pairs = zip(encoded["input_ids"], encoded["special_tokens_mask"], strict=True)
        return [number for number, _ in takewhile(lambda pair: pair[1] == 1, pairs)]

    def is_same_as(self, other: "Vocabulary") -> bool:
        """Whether both cut a text into the same tokens under the same ids. Control tokens that only one of them knows
        do not count, those that both know must have the same id."""
        shared = self.controls.keys() & other.controls.keys()
        return self.described() == other.described() and all(
            self.controls[text] == other.controls[text] for text in shared
        )

    def described(self) -> str:
        """How text is cut into tokens, in the words of the tokenizers library; control tokens apart."""
        described: str = self._later.to_str()
        return described

    @property
    def controls(self) -> Mapping[str, int]:
        """The ids of the control tokens."""
        return self._controls

    def leaf_id(self) -> int:
        """The token that ends a sequence. Raises VocabularyMismatch where there is none."""
        eos: int | None = self._tokenizer.eos_token_id
        if eos is None:
            raise VocabularyMismatch("Leaves are EOS tokens, and the tokenizer has none.")
        return eos

    def apply_template(
        self,
        messages: list[dict[str, str]],
        *,
        template: str | None,
        variables: Mapping[str, str],
        generation_prompt: bool,
    ) -> str:
        """The messages as the tokenizer's own chat template, or the given one, writes them."""
        if template is None and not self._tokenizer.chat_template:
            raise VocabularyMismatch("The tokenizer has no chat template: give one as render.template.")
        try:
            written: str = self._tokenizer.apply_chat_template(
                messages,
                chat_template=template,
                tokenize=False,
                add_generation_prompt=generation_prompt,
                **variables,
            )
        except TemplateError as error:
            raise VocabularyMismatch(f"The chat template refuses this layout: {error}") from error
        return written


def _without_prefix(described: dict[str, Any]) -> dict[str, Any]:
    """The same tokenizer for text that stands behind a control token."""
    copy: dict[str, Any] = json.loads(json.dumps(described))
    pre_tokenizer = copy.get("pre_tokenizer") or {}
    for part in [pre_tokenizer, *pre_tokenizer.get("pretokenizers", [])]:
        if part.get("type") == "Metaspace" and part.get("prepend_scheme") == "first":
            part["prepend_scheme"] = "never"
    return copy
