"""JSON as rows hold it: shallow, finite, integers of 64 bit, text without NUL and half pairs."""

from typing import Any

from hypothesis import strategies as st

json_texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
json_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | json_texts
)
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(json_texts, inner, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(json_texts, json_values, max_size=5)


@st.composite
def spoilt(draw: st.DrawFn, row: Any) -> Any:
    """The row with one value, at any depth, replaced, removed or joined by another."""
    if not isinstance(row, dict | list) or not row or draw(st.integers(0, 3)) == 0:
        return draw(json_values)
    keys = list(row) if isinstance(row, dict) else range(len(row))
    key = draw(st.sampled_from(list(keys)))
    copied = row.copy()
    change = draw(st.sampled_from(["below", "below", "remove", "add"]))
    if change == "below":
        copied[key] = draw(spoilt(row[key]))
    elif change == "remove":
        del copied[key]
    elif isinstance(copied, dict):
        copied[draw(json_texts)] = draw(json_values)
    else:
        copied.append(draw(json_values))
    return copied
