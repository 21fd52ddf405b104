"""Filter clauses over the trajectory's own columns."""

import re

from django.db.models import Q

from annotator.trajectories.filters import BadFilter

_RANGE = re.compile(r"(?P<low>\d{0,5})(?P<dots>\.\.)?(?P<high>\d{0,5})\Z")


def matching(column: str, value: str) -> Q:
    """Equal, or like a pattern where the value holds `*`."""
    if "*" not in value:
        return Q(**{column: value})
    pattern = ".*".join(re.escape(part) for part in value.split("*"))
    return Q(**{f"{column}__regex": f"^{pattern}$"})


def source(value: str, project_id: int) -> Q:
    """source:NAME"""
    return matching("source", value)


def external_id(value: str, project_id: int) -> Q:
    """id:ID"""
    return matching("external_id", value)


def group(value: str, project_id: int) -> Q:
    """group:KEY"""
    return matching("group_key", value)


def generator(value: str, project_id: int) -> Q:
    """generator:NAME"""
    return matching("generator", value)


def steps(value: str, project_id: int) -> Q:
    """steps:5, steps:2..24, steps:10.. or steps:..4"""
    match = _RANGE.match(value)
    if match is None or not (match["low"] or match["high"]):
        raise BadFilter(f"steps:{value} should be a number or a range, such as steps:5, steps:2..24 or steps:10..")
    if not match["dots"]:
        return Q(step_count=int(value))
    condition = Q()
    if match["low"]:
        condition &= Q(step_count__gte=int(match["low"]))
    if match["high"]:
        condition &= Q(step_count__lte=int(match["high"]))
    return condition


def synthetic(value: str, project_id: int) -> Q:
    """synthetic:yes or synthetic:no"""
    if value not in {"yes", "no"}:
        raise BadFilter(f"synthetic:{value} should be synthetic:yes or synthetic:no.")
    return Q(made_from__isnull=value == "no")


def outcome(value: str, project_id: int) -> Q:
    """outcome:right, outcome:wrong or outcome:unknown"""
    answers = {"right": Q(outcome=True), "wrong": Q(outcome=False), "unknown": Q(outcome__isnull=True)}
    if value not in answers:
        raise BadFilter(f"outcome:{value} should be outcome:right, outcome:wrong or outcome:unknown.")
    return answers[value]
