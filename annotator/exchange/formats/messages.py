"""Conversations in the OpenAI form as steps, and back: one message is one step, so positions are step indices."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotator.exchange.formats.fields import checked_list, checked_object, checked_text, countable, json_text
from annotator.exchange.image_marks import payload_of, read_mark
from annotator.exchange.places import quoted
from annotator.exchange.records import BadRow
from annotator.trajectories.steps import LABELLED_ROLES, ROLES, ImageRef, Role, Step, ToolCall

# Other names of the same roles.
_ROLES: Final[Mapping[str, Role]] = {
    "system": "system", "user": "user", "assistant": "assistant", "tool": "tool",
    "developer": "system", "function": "tool",
}  # fmt: skip
_REASONING: Final = ("reasoning_content", "reasoning")


def steps_of(value: object, where: str) -> tuple[Step, ...]:
    """A list of messages as steps. Raises BadRow, also where no message is the model's."""
    steps = tuple(checked_list(countable(value, where), where, _step))
    if not any(step.role in LABELLED_ROLES for step in steps):
        raise BadRow("no_scorable_step", f"{where} has no assistant message, so there is nothing to label.")
    return steps


def messages_of(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Inverse of `steps_of`."""
    return [_message(step) for step in steps]


def first_user_text(steps: Sequence[Step]) -> str | None:
    """The conversation's own statement of its problem."""
    return next((step.text for step in steps if step.role == "user" and step.text), None)


def as_plain_text(step: Step) -> str:
    """A step for a format that has texts only: what the model said, then its calls, one per line."""
    calls = [f"{call.name}({call.arguments})" for call in step.tool_calls]
    return "\n".join(part for part in (step.text, *calls) if part) or step.reasoning or ""


def _step(value: object, where: str) -> Step:
    """`extra` gets every field that `_message` would not write as it stands here."""
    message = checked_object(value, where)
    extra = dict(message)
    role = _role(extra, where)
    text, images = _content(extra, f"{where}.content")
    return Step(
        text=text,
        role=role,
        images=images,
        reasoning=_reasoning(extra, where),
        tool_calls=_tool_calls(extra, f"{where}.tool_calls"),
        tool_name=_text_of(extra, "name", where) if role == "tool" else None,
        tool_call_id=_text_of(extra, "tool_call_id", where),
        extra=extra,
    )


def _message(step: Step) -> dict[str, Any]:
    made: dict[str, Any] = {"role": step.role}
    if step.text:
        made["content"] = step.text
    if step.reasoning and not any(name in step.extra for name in _REASONING):
        made["reasoning_content"] = step.reasoning
    if step.tool_calls:
        made["tool_calls"] = [_call_object(call) for call in step.tool_calls]
    if step.tool_name:
        made["name"] = step.tool_name
    if step.tool_call_id:
        made["tool_call_id"] = step.tool_call_id
    return made | dict(step.extra)


def _role(extra: dict[str, Any], where: str) -> Role:
    name = extra.get("role")
    if not isinstance(name, str) or name not in _ROLES:
        known = ", ".join(sorted(ROLES))
        raise BadRow("unknown_role", f"{where}.role must be one of {known}, not {quoted(name)}.")
    if name in ROLES:
        del extra["role"]
    return _ROLES[name]


def _content(extra: dict[str, Any], where: str) -> tuple[str, tuple[ImageRef, ...]]:
    """Text, null or a list of parts. An empty text stays in `extra`, since no content at all is another thing."""
    value = extra.get("content")
    if value is None:
        return "", ()
    if isinstance(value, list):
        images: list[ImageRef] = []
        texts = checked_list(value, where, lambda part, place: _part(part, place, images))
        return "\n".join(texts), tuple(images)
    text = checked_text(value, where)
    if text:
        del extra["content"]
    return text, ()


def _part(value: object, where: str, images: list[ImageRef]) -> str:
    """Its text. An image is added to the others of its message, and the text says where it stood; one that lies
    elsewhere is an address to read, since nothing is fetched."""
    if isinstance(value, str):
        return value
    part = checked_object(value, where)
    if isinstance(part.get("text"), str):
        return str(part["text"])
    _, payload = payload_of(part)
    if (mark := read_mark(payload)) is not None:
        images.append(mark.reference(part.get("alt")))
        return f"[image {len(images)}]"
    if isinstance(payload, str) and payload.startswith(("http://", "https://")):
        return f"[image: {payload}]"
    return f"[{checked_text(part.get('type'), f'{where}.type')}]"


def _reasoning(extra: dict[str, Any], where: str) -> str | None:
    """The first of the two spellings that says something. It leaves `extra` only if it is the usual and only one."""
    given = [name for name in _REASONING if name in extra]
    for name in given:
        text = _text_or_none(extra[name], f"{where}.{name}")
        if text is not None:
            if given == ["reasoning_content"]:
                del extra[name]
            return text
    return None


def _text_of(extra: dict[str, Any], name: str, where: str) -> str | None:
    text = _text_or_none(extra.get(name), f"{where}.{name}")
    if text is not None:
        del extra[name]
    return text


def _text_or_none(value: object, where: str) -> str | None:
    return None if value in (None, "") else checked_text(value, where)


def _tool_calls(extra: dict[str, Any], where: str) -> tuple[ToolCall, ...]:
    value = extra.get("tool_calls")
    if value is None:
        return ()
    calls = tuple(checked_list(value, where, _call))
    if calls and [_call_object(call) for call in calls] == value:
        del extra["tool_calls"]
    return calls


def _call(value: object, where: str) -> ToolCall:
    """`{"id", "type", "function": {"name", "arguments"}}`; name and arguments without the wrapper are read, too."""
    call = checked_object(value, where)
    function = checked_object(call["function"], f"{where}.function") if "function" in call else call
    name = checked_text(function.get("name"), f"{where}.function.name")
    arguments = function.get("arguments", "")
    if not isinstance(arguments, str):
        arguments = json_text(arguments)
    call_id = call.get("id")
    return ToolCall(
        name=name, arguments=arguments, id=None if call_id is None else checked_text(call_id, f"{where}.id")
    )


def _call_object(call: ToolCall) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "function", "function": {"name": call.name, "arguments": call.arguments}}
    return made if call.id is None else {"id": call.id, **made}
