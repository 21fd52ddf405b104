"""A team's own trajectories without labels: a problem and its steps, as texts or as a conversation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.dotted_paths import ABSENT, take
from annotator.exchange.formats.fields import LONGEST_NAME, Fields, is_text_list, plain_steps, reference_text
from annotator.exchange.formats.messages import first_user_text, steps_of
from annotator.exchange.image_marks import column_images
from annotator.exchange.records import BadRow, TrajectoryRecord
from annotator.trajectories.steps import ImageRef, Step, content_hash

PROBLEM_KEYS: Final = ("problem", "question", "prompt")
FIELDS: Final = (
    "id", "problem", "steps", "messages", "reference_answer", "outcome", "generator", "group", "source", "tools"
)  # fmt: skip
_NEEDED: Final = frozenset({"problem", "steps", "messages"})
_ID_LENGTH: Final = 32


def recognises(row: Mapping[str, Any]) -> bool:
    """A problem with steps, or a conversation."""
    messages = row.get("messages")
    if isinstance(messages, list) and messages and all(isinstance(m, dict) and "role" in m for m in messages):
        return True
    return is_text_list(row.get("steps")) and any(isinstance(row.get(key), str) for key in PROBLEM_KEYS)


def read(row: Mapping[str, Any], context: ReadContext) -> TrajectoryRecord:
    """One row as a trajectory; what is no field of ours becomes metadata. Raises BadRow."""
    mapped, shadowed = _mapped(row, context.field_map)
    fields = Fields(mapped)
    steps = _steps(fields, context.field_map)
    problem = _problem(fields, steps)
    tools = fields.tools()
    return TrajectoryRecord(
        external_id=fields.optional_identifier("id") or _id_of_content(problem, steps, tools, column_images(mapped)),
        problem=problem,
        steps=steps,
        source=fields.source(),
        reference_answer=_reference_answer(fields),
        outcome=fields.optional_boolean("outcome"),
        generator=fields.optional_text("generator", longest=LONGEST_NAME) or "",
        group_key=fields.optional_identifier("group", longest=LONGEST_NAME) or "",
        tools=tools,
        metadata=fields.rest | shadowed,
    )


def parse_field_map(pairs: Iterable[str]) -> dict[str, str]:
    """`["steps=answer.steps"]` as a field map. Raises BadFieldMap."""
    field_map: dict[str, str] = {}
    for pair in pairs:
        name, _, path = pair.partition("=")
        if not path or name not in FIELDS:
            raise BadFieldMap(f"--map {pair} must be FIELD=PATH, where FIELD is one of {', '.join(FIELDS)}.")
        if name in field_map:
            raise BadFieldMap(f"--map names {name} twice.")
        field_map[name] = path
    return field_map


class BadFieldMap(Exception):
    """A `--map` that says nothing that can be done. The message shows the form."""


def _mapped(row: Mapping[str, Any], field_map: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row with the mapped fields under our names, and what had our names before."""
    rest, found = dict(row), {}
    for name, path in field_map.items():
        value, rest = take(rest, path)
        if value is not ABSENT:
            found[name] = value
        elif name in _NEEDED:
            raise BadRow("missing_field", f"{path} is missing, where --map looks for {name}.")
    shadowed = {name: rest[name] for name in field_map if name in rest}
    return {key: value for key, value in rest.items() if key not in shadowed} | found, shadowed


def _steps(fields: Fields, field_map: Mapping[str, str]) -> Sequence[Step]:
    given = [name for name in ("steps", "messages") if fields.row.get(name) is not None]
    mapped = [name for name in given if name in field_map]
    chosen = mapped if len(given) > 1 else given
    if not chosen:
        code, reason = ("ambiguous_field", "both there") if given else ("missing_field", "both missing")
        raise BadRow(code, f"steps and messages are {reason}; say with --map where the steps are.")
    name = chosen[0]
    value = fields.rest.pop(name)
    return plain_steps(value, name) if name == "steps" else steps_of(value, name)


def _problem(fields: Fields, steps: Sequence[Step]) -> str:
    """The first of the three names that is there; of a conversation without one, its first user message."""
    for name in PROBLEM_KEYS:
        if fields.row.get(name) is not None:
            return fields.text(name)
    asked = first_user_text(steps)
    if asked is None:
        raise BadRow("missing_field", f"{', '.join(PROBLEM_KEYS)} are missing; say with --map where the problem is.")
    return asked


def _reference_answer(fields: Fields) -> str | None:
    value = fields.row.get("reference_answer")
    if isinstance(value, str):
        del fields.rest["reference_answer"]
    return reference_text(value)


def _id_of_content(problem: str, steps: Sequence[Step], tools: Sequence[Any], images: Sequence[ImageRef]) -> str:
    """The same content gets the same id, in whatever file it comes."""
    return content_hash(problem=problem, steps=steps, tools=tools, images=images).hex()[:_ID_LENGTH]


FORMAT = Format(
    name="plain",
    kind="trajectories",
    description="A team's own trajectories: a problem with steps or messages, everything else optional",
    keys=frozenset(),
    recognises=recognises,
    read=read,
    is_general=True,
)
