"""The steps of a trajectory as plain values: what is stored, what is hashed, which of them can be labelled."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import orjson

Role = Literal["system", "user", "assistant", "tool"]
ROLES: Final[frozenset[str]] = frozenset(get_args(Role))

# Only what the model itself wrote is judged; system, user and tool turns are the evidence that it had.
LABELLED_ROLES: Final[frozenset[str]] = frozenset({"assistant"})

# Step indices are stored as smallint.
MAX_STEPS: Final = 32_767


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call that an assistant step makes. `arguments` is the text as the model wrote it, valid JSON or not."""

    name: str
    arguments: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ImageRef:
    """An image that a step or a problem shows: `sha` (SHA-256 of its bytes, in hex) finds it in the project. Width and
    height are pixels as a browser shows it; `alt` says in words what it is, or is empty."""

    sha: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it was written.

    `extra` keeps what a file said about the step and Assay does not read, so that an export can say it again.
    """

    text: str
    role: Role = "assistant"
    reasoning: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_name: str | None = None
    tool_call_id: str | None = None
    images: tuple[ImageRef, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def scorable_indices(steps: Sequence[Step]) -> list[int]:
    """Indices of the steps that can be labelled and rewarded, ascending."""
    return [index for index, step in enumerate(steps) if step.role in LABELLED_ROLES]


def to_json(step: Step) -> dict[str, Any]:
    """The stored form: keys without a value are left out, so that 3,400 plain steps do not carry five nulls each."""
    stored: dict[str, Any] = {"role": step.role, "text": step.text}
    if step.reasoning is not None:
        stored["reasoning"] = step.reasoning
    if step.tool_calls:
        stored["tool_calls"] = [{"id": c.id, "name": c.name, "arguments": c.arguments} for c in step.tool_calls]
    if step.tool_name is not None:
        stored["tool_name"] = step.tool_name
    if step.tool_call_id is not None:
        stored["tool_call_id"] = step.tool_call_id
    if step.images:
        stored["images"] = images_to_json(step.images)
    if step.extra:
        stored["extra"] = dict(step.extra)
    return stored


def from_json(stored: Mapping[str, Any]) -> Step:
    """Inverse of `to_json`."""
    return Step(
        text=stored["text"],
        role=stored["role"],
        reasoning=stored.get("reasoning"),
        tool_calls=tuple(
            ToolCall(name=c["name"], arguments=c["arguments"], id=c.get("id")) for c in stored.get("tool_calls", ())
        ),
        tool_name=stored.get("tool_name"),
        tool_call_id=stored.get("tool_call_id"),
        images=tuple(ImageRef(**image) for image in stored.get("images", ())),
        extra=stored.get("extra", {}),
    )


def images_to_json(images: Iterable[ImageRef]) -> list[dict[str, Any]]:
    """The stored form of images."""
    return [{"sha": one.sha, "width": one.width, "height": one.height, "alt": one.alt} for one in images]


def content_hash(
    *, problem: str, steps: Iterable[Step], tools: Sequence[Any] = (), images: Sequence[ImageRef] = ()
) -> bytes:
    """SHA-256 of what a scorer reads: problem, steps, tool schemas, and the problem's images.

    Where there are no images they are not mentioned, so hashes from before there were any still hold.

    The reference answer and the labels are not part of it: rewards go stale when a text changes, not when a label
    does, and a hash that covered a hidden answer could be used to guess it.
    """
    read: dict[str, Any] = {"problem": problem, "steps": [to_json(step) for step in steps], "tools": list(tools)}
    return digest({**read, "images": images_to_json(images)} if images else read)


def digest(value: object) -> bytes:
    """SHA-256 of a JSON value that a file can hold (finite, integers in 64 bit), whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).digest()
