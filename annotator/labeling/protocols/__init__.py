"""Labelling protocols: what is asked of an annotator, and when an answer is whole. No Django here.

A protocol *proposes* the first error from the labels; what the annotator said by hand wins, and must then be
consistent with the labels (or carry a reason why the first wrong step is not the first error).
"""

from annotator.labeling.protocols.judging import Gap, Judgement, complete, gaps
from annotator.labeling.protocols.records import (
    FIRST_ERROR_REASONS,
    AfterFirstError,
    Asked,
    Completeness,
    LabelValue,
    Protocol,
    first_error_reasons,
)
from annotator.labeling.protocols.registry import (
    ALL_VERSIONS,
    PROTOCOLS,
    UnknownProtocol,
    protocol_at,
    protocol_named,
    value_names,
)
from annotator.labeling.protocols.shipped import (
    BINARY,
    CORRECTABLE,
    FIRST_ERROR,
    PRM800K,
    PRMBENCH,
    TERNARY,
    VISUALPROCESSBENCH,
)

__all__ = [
    "ALL_VERSIONS",
    "BINARY",
    "CORRECTABLE",
    "FIRST_ERROR",
    "FIRST_ERROR_REASONS",
    "PRM800K",
    "PRMBENCH",
    "PROTOCOLS",
    "TERNARY",
    "VISUALPROCESSBENCH",
    "AfterFirstError",
    "Asked",
    "Completeness",
    "Gap",
    "Judgement",
    "LabelValue",
    "Protocol",
    "UnknownProtocol",
    "complete",
    "first_error_reasons",
    "gaps",
    "protocol_at",
    "protocol_named",
    "value_names",
]
