"""What a step reader is told: a tree of plain settings, as a TOML file or the database's JSON holds them.

Every setting is checked when the tree is built; a name that nobody knows is an error which says the nearest known one.
"""

import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from worker.scorers.contract import ScorerUnavailable

T = TypeVar("T")

LoaderKind = Literal["causal-lm", "token-classifier", "backbone"]
HeadKind = Literal["linear", "mlp2", "value", "ensemble"]
Layout = Literal["raw", "chat"]
StepsIn = Literal["assistant", "user", "after-prompt", "turns"]
Tokenization = Literal["joint", "sections", "per-step"]
Bos = Literal["never", "tokenizer", "if-defined", "always"]
Newlines = Literal["keep", "spaces"]
Numbering = Literal["keep", "strip"]
ReadAt = Literal["separator", "before-forced-token", "last-token-of-step", "leaf"]
ReadoutKind = Literal["label-softmax", "token-pair", "sigmoid", "difference", "ensemble", "three-class"]
Overflow = Literal["truncate", "window", "skip"]


class BadConfiguration(ScorerUnavailable):
    """The settings do not make a step reader; the message says which one and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One entry of the vocabulary, either exactly as it stands there (`piece`, such as "Ġ+" or "<extra_0>"), or as the
    first piece of a `text`. `id` is the number that it has in the published tokenizer."""

    piece: str | None = None
    text: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The small module on top of a stock backbone, and what its tensors are called in the checkpoint.

    linear and value: weight, bias; mlp2 (linear, ReLU, linear): weight_0, bias_0, weight_1, bias_1; ensemble (n times
    three linear maps with ReLU between): weight_0, bias_0, ... bias_2, each [heads, in, out] or [heads, out].
    """

    kind: HeadKind
    tensors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """causal-lm reads rows of the vocabulary head, token-classifier the labels' head called `score`; backbone has a
    `head` of its own. `lora` is an adapter to merge; `model_type` overrides what the checkpoint calls its backbone."""

    kind: LoaderKind
    head: Head | None = None
    revision: str | None = None
    lora: str | None = None
    model_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """How a trajectory becomes text.

    `prompt` comes before the first step and knows {problem} and {reference}, the right answer, which is
    `no_reference` where there is none; `step` knows {step} and {index}, counted from 1 over the
    steps to judge; `separator` follows every such step, `between` comes before all but the first. `context` renders
    every other message ({role}, {step}) and ends in whatever parts it from the next.
    In chat layout `steps_in` says where the steps stand: in the assistant's or the user's message, as plain text after
    the prompt's messages, or one user turn per step, each answered with `answer`.
    Tokenization: joint encodes all text between control tokens at once; sections encodes every part as if a control
    token stood before it; per-step encodes every part by itself.
    BOS: what the tokenizer adds by itself, its BOS token always (an error where it has none) or if it is defined.
    `delete` are texts which are taken out of problem and steps: the tags of families whose tag is ordinary text.
    """

    layout: Layout
    prompt: str = "{problem}"
    no_reference: str = ""
    step: str = "{step}"
    separator: str = ""
    between: str = ""
    context: str = "[{role}] {step}\n"
    steps_in: StepsIn = "assistant"
    answer: str = ""
    system: str | None = None
    generation_prompt: bool = False
    template: str | None = None
    template_variables: Mapping[str, str] = field(default_factory=dict)
    tokenization: Tokenization = "joint"
    bos: Bos = "never"
    newlines: Newlines = "keep"
    numbering: Numbering = "keep"
    strip: bool = False
    delete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """How logits become a reward. `column` is the label that means correct; three-class is negative, neutral,
    positive: the main channel is validity (not negative), redundancy (neutral) goes to a further one."""

    kind: ReadoutKind
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The vocabulary entries that matter. `check_ids`: those with an `id` must have it in the tokenizer that loads."""

    separator: Token | None = None
    positive: Token | None = None
    negative: Token | None = None
    check_ids: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is done with a trajectory of more than `max_tokens` tokens (0: what the model was made for).

    truncate reads up to the last step that fits; window reads the task and the last messages that fit, at most
    `window_messages` of them; skip leaves it unscored.
    """

    max_tokens: int = 0
    overflow: Overflow = "truncate"
    window_messages: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """On what and how much at once. auto: the accelerator if there is one, with bfloat16; else the CPU in float32.
    `token_budget` tokens go through the model at once (0: what suits the device)."""

    device: str = "auto"
    dtype: str = "auto"
    batch_size: int = 64
    token_budget: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that a step reader is told. `model` is a folder or the name of a repository that is already on this machine;
    nothing is fetched unless `allow_download`. `read_offset` moves every read by so many tokens, for published readers
    that read beside the position that they name."""

    model: str
    loader: Loader
    render: Render
    read_at: ReadAt
    readout: Readout
    read_offset: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    limits: Limits = field(default_factory=Limits)
    execution: Execution = field(default_factory=Execution)
    allow_download: bool = False
    bidirectional: bool = False


def read_configuration(settings: Mapping[str, Any]) -> Configuration:
    """The tree that these settings make. Raises BadConfiguration with a sentence that names the setting."""
    configuration = read_tree(Configuration, settings)
    _check_parts_fit(configuration)
    return configuration


def read_tree(cls: type[T], settings: object, path: str = "") -> T:
    """A dataclass of settings from plain tables; `path` is where they stand. Raises BadConfiguration."""
    if not isinstance(settings, Mapping):
        raise BadConfiguration(f"{_place(path)} must be a table of settings, not {settings!r}.")
    known = get_type_hints(cls)
    for name in settings:
        if name not in known:
            raise BadConfiguration(_unknown(str(name), known, path))
    values = {name: _value(known[name], value, _join(path, str(name))) for name, value in settings.items()}
    for setting in fields(cls):  # type: ignore[arg-type]
        if setting.name not in values and setting.default is MISSING and setting.default_factory is MISSING:
            raise BadConfiguration(f"{_place(path)} lacks the setting {setting.name!r}.")
    return cls(**values)


def _unknown(name: str, known: Mapping[str, object], path: str) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(sorted(known))}."
    return f"{_place(path)} has no setting {name!r}. {hint}"


def _value(hint: Any, value: object, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return (
            None
            if value is None
            else _value(next(part for part in get_args(hint) if part is not type(None)), value, path)
        )
    if origin is Literal:
        return _choice(get_args(hint), value, path)
    if is_dataclass(hint):
        return read_tree(hint, value, path)  # type: ignore[arg-type]
    if origin is tuple:
        return tuple(_text(item, path) for item in _list(value, path))
    if origin is not None:
        return {str(name): _text(item, _join(path, str(name))) for name, item in _table(value, path).items()}
    return _plain(hint, value, path)


def _choice(choices: tuple[str, ...], value: object, path: str) -> str:
    if value in choices:
        return str(value)
    close = difflib.get_close_matches(str(value), choices, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise BadConfiguration(f"{_place(path)} cannot be {value!r}.{hint} It is one of: {', '.join(choices)}.")


def _plain(hint: type, value: object, path: str) -> object:
    """bool is no number here, and a whole number will do where a fraction is asked for."""
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise BadConfiguration(f"{_place(path)} must be of type {hint.__name__}, not {value!r}.")
    return value


def _text(value: object, path: str) -> str:
    return str(_plain(str, value, path))


def _list(value: object, path: str) -> list[object]:
    if isinstance(value, list | tuple):
        return list(value)
    raise BadConfiguration(f"{_place(path)} must be a list, not {value!r}.")


def _table(value: object, path: str) -> Mapping[object, object]:
    if isinstance(value, Mapping):
        return value
    raise BadConfiguration(f"{_place(path)} must be a table, not {value!r}.")


def _place(path: str) -> str:
    return f"The scorer's setting {path!r}" if path else "The scorer"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _check_parts_fit(configuration: Configuration) -> None:
    """Settings that are fine alone and make no sense together."""
    if (configuration.loader.kind == "backbone") != (configuration.loader.head is not None):
        raise BadConfiguration("A loader of the kind 'backbone' needs a 'head', and no other kind has one.")
    if (configuration.readout.kind == "token-pair") != (configuration.loader.kind == "causal-lm"):
        raise BadConfiguration(
            "The readout 'token-pair' and the loader 'causal-lm' go together, neither without the other."
        )
    if configuration.readout.kind == "token-pair" and not (
        configuration.tokens.positive and configuration.tokens.negative
    ):
        raise BadConfiguration("The readout 'token-pair' needs 'tokens.positive' and 'tokens.negative'.")
    _check_read_position_exists(configuration)
    _check_tokens_are_named(configuration.tokens)


def _check_read_position_exists(configuration: Configuration) -> None:
    render, read_at = configuration.render, configuration.read_at
    if read_at == "separator" and not render.separator:
        raise BadConfiguration("Reading at the separator needs 'render.separator'.")
    in_turns = render.layout == "chat" and render.steps_in == "turns"
    if (read_at == "before-forced-token") != (in_turns and bool(render.answer)):
        raise BadConfiguration("Reading before a forced token goes with a chat of 'turns' and an 'answer'.")
    if configuration.read_offset and read_at == "leaf":
        raise BadConfiguration("A leaf is read where it is: 'read_offset' is for the other positions.")
    if read_at == "leaf" and render.tokenization == "joint":
        raise BadConfiguration("Leaves share what comes before them, so 'render.tokenization' cannot be 'joint'.")


def _check_tokens_are_named(tokens: Tokens) -> None:
    for name in ("separator", "positive", "negative"):
        token: Token | None = getattr(tokens, name)
        if token is not None and (token.piece is None) == (token.text is None):
            raise BadConfiguration(f"'tokens.{name}' needs either a 'piece' of the vocabulary or a 'text'.")
