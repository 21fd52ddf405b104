"""Clinical reasoning in three branches with four severities, after MedPRMBench.

Branches, their number of types and the four levels are the published shape; names, meanings and the wording of the
levels are ours.
"""

from typing import Final

from annotator.labeling.taxonomies.taxonomy import ErrorType, Taxonomy

_SIMPLICITY: Final = ErrorType(
    "simplicity",
    "Simplicity",
    "The step adds nothing to the case.",
    children=(
        ErrorType("redundancy", "Redundant", "Repeats a finding or thought without adding to it."),
        ErrorType("circular", "Circular", "The diagnosis is used to explain the finding that is to prove it."),
        ErrorType(
            "needless-workup", "Needless work-up", "A test or treatment is proposed that could not change what is done."
        ),
    ),
)
_SOUNDNESS: Final = ErrorType(
    "soundness",
    "Soundness",
    "The step is medically or logically wrong.",
    children=(
        ErrorType(
            "medical-fact",
            "Wrong medical fact",
            "A mechanism, criterion, drug or number is wrong.",
            "Metformin is said to stimulate insulin.",
        ),
        ErrorType("step-contradiction", "Contradicts a step", "Cannot be true together with an earlier step."),
        ErrorType("misread-finding", "Misread finding", "A sign, value or image of the case is read wrongly."),
        ErrorType(
            "evidence-citation",
            "Evidence misquoted",
            "A study or guideline is cited for what it does not say, or does not exist.",
        ),
        ErrorType(
            "context-misapplied",
            "Wrong for this patient",
            "A rule holds in general and not for this age, sex, pregnancy or disease.",
        ),
        ErrorType(
            "causal-order", "Cause or time reversed", "What came first or caused what is taken the wrong way round."
        ),
        ErrorType("overconfidence", "Sure without grounds", "A likely diagnosis is stated as certain."),
    ),
)
_SENSITIVITY: Final = ErrorType(
    "sensitivity",
    "Sensitivity",
    "The step misses what the case turns on.",
    children=(
        ErrorType(
            "missing-prerequisite",
            "Prerequisite omitted",
            "A history, examination or test that must come first is left out.",
        ),
        ErrorType(
            "safety-violation",
            "Safety overlooked",
            "A contraindication, interaction, dose limit or red flag is passed over.",
            "Aspirin for a child with a viral fever.",
        ),
        ErrorType("distractor", "Led astray", "A detail without bearing decides the step."),
        ErrorType("early-closure", "Closed too early", "Other diagnoses that fit are not considered."),
    ),
)

MEDICAL: Final = Taxonomy(
    name="medical",
    version=1,
    title="Medical, three branches",
    description="For clinical reasoning. Severity is about the patient, not about the text.",
    severities=(
        "No effect on care",
        "Care is less good, without harm",
        "Harm is possible, or right care comes late",
        "Serious harm or death is possible",
    ),
    types=(_SIMPLICITY, _SOUNDNESS, _SENSITIVITY),
)
