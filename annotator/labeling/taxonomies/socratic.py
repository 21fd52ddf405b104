"""Six patterns of reasoning and twenty ways in which they fail, after Socratic-PRMBench.

The patterns are the published ones. Where the sub-types of a pattern could not be confirmed (the last two of deduction,
verification, integration), their names are ours; docs/taxonomies.md says which.
"""

from typing import Final

from annotator.labeling.taxonomies.taxonomy import ErrorType, Taxonomy

_TRANSFORMATION: Final = ErrorType(
    "transformation",
    "Transformation",
    "The problem is put in another form.",
    children=(
        ErrorType(
            "transformation-inconsistency",
            "Another problem",
            "The new form does not ask what the problem asks.",
            "“At most 5” becomes x < 5.",
        ),
        ErrorType(
            "transformation-counterfactuality",
            "Wrong about facts",
            "The new form brings in something untrue.",
            "A leap year is written as 365 days.",
        ),
    ),
)
_DECOMPOSITION: Final = ErrorType(
    "decomposition",
    "Decomposition",
    "The problem is cut into parts.",
    children=(
        ErrorType(
            "decomposition-unsoundness", "Wrong part", "A part does not belong to the problem, or is itself wrong."
        ),
        ErrorType("decomposition-redundancy", "Needless part", "A part that nothing needs is planned."),
        ErrorType(
            "decomposition-incompleteness",
            "Missing part",
            "Without a part that is not there, the parts do not make the whole.",
        ),
    ),
)
_REGATHER: Final = ErrorType(
    "regather",
    "Regathering",
    "What is known is collected: conditions, definitions, principles.",
    children=(
        ErrorType(
            "regather-imprecision",
            "Imprecise",
            "A definition or principle is misquoted or misused.",
            "“Prime” is used for odd.",
        ),
        ErrorType("regather-redundancy", "Beside the point", "Something is gathered that has no bearing."),
        ErrorType(
            "regather-incompleteness", "Incomplete", "The condition or principle on which it turns is not gathered."
        ),
    ),
)
_DEDUCTION: Final = ErrorType(
    "deduction",
    "Deduction",
    "From premises to a conclusion.",
    children=(
        ErrorType("premise-unsoundness", "Unsound premise", "It starts from something that does not hold."),
        ErrorType("premise-incompleteness", "Premise missing", "A premise that the conclusion needs is left out."),
        ErrorType(
            "premise-redundancy", "Needless premise", "A premise is assumed that the problem does not give or need."
        ),
        ErrorType(
            "conclusion-invalidity",
            "Does not follow",
            "The premises hold and the conclusion does not follow from them.",
            "All squares are rectangles; this is a rectangle; so it is a square.",
        ),
        ErrorType(
            "conclusion-inconsistency", "Contradicts", "The conclusion contradicts a premise or an earlier step."
        ),
        ErrorType("conclusion-counterfactuality", "Untrue", "The conclusion is at odds with a known fact."),
    ),
)
_VERIFICATION: Final = ErrorType(
    "verification",
    "Verification",
    "Earlier work is checked.",
    children=(
        ErrorType(
            "detection-error", "Wrong finding", "The check misses an error that is there, or finds one that is not."
        ),
        ErrorType("correction-error", "Wrong repair", "The error is seen and what takes its place is wrong, too."),
    ),
)
_INTEGRATION: Final = ErrorType(
    "integration",
    "Integration",
    "Results are brought together.",
    children=(
        ErrorType("integration-inconsistency", "Inconsistent", "What is brought together is not what the parts said."),
        ErrorType("integration-incompleteness", "Incomplete", "A result that counts is left out."),
        ErrorType(
            "integration-redundancy", "Redundant", "It says over again what is settled, or adds what does not count."
        ),
        ErrorType("integration-unsoundness", "Unsound", "The parts hold and the whole made of them does not."),
    ),
)

SOCRATIC: Final = Taxonomy(
    name="socratic",
    version=1,
    title="Socratic, six patterns",
    description="Which kind of thinking went wrong, and how. Choose the pattern that the step attempts.",
    severities=(
        "A blemish: nothing rests on it",
        "A slip: later steps could be saved",
        "A mistake: later steps rest on it",
        "Fatal: the result falls with it",
    ),
    types=(_TRANSFORMATION, _DECOMPOSITION, _REGATHER, _DEDUCTION, _VERIFICATION, _INTEGRATION),
)
