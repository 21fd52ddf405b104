"""The nine classes of PRMBench, in their three groups; meanings and examples in our own words."""

from typing import Final

from annotator.labeling.taxonomies.taxonomy import ErrorType, Taxonomy

PRMBENCH: Final = Taxonomy(
    name="prmbench",
    version=1,
    title="PRMBench, nine classes",
    description="For solutions to problems: steps that are not needed, not sound, or not careful.",
    severities=(
        "A blemish: nothing rests on it",
        "A slip: later steps could be saved",
        "A mistake: later steps rest on it",
        "Fatal: the result falls with it",
    ),
    types=(
        ErrorType(
            "simplicity",
            "Simplicity",
            "The step should not be there.",
            children=(
                ErrorType(
                    "redundancy",
                    "Redundancy",
                    "The step could be left out: it repeats what is known or does work that nothing needs.",
                    "After x = 4 it is checked once more, at length, that 4 + 0 = 4.",
                ),
                ErrorType(
                    "circular",
                    "Circular reasoning",
                    "What is to be shown is taken as given, perhaps some steps earlier.",
                    "The triangle is isosceles because its base angles agree, which holds as it is isosceles.",
                ),
            ),
        ),
        ErrorType(
            "soundness",
            "Soundness",
            "The step says something that does not hold.",
            children=(
                ErrorType(
                    "counterfactual",
                    "Counterfactual",
                    "A fact about the world or a rule of the subject is wrong.",
                    "The angles of a triangle add up to 360 degrees.",
                ),
                ErrorType(
                    "step-contradiction",
                    "Contradicts a step",
                    "It cannot be true together with an earlier step.",
                    "Step 1 found n = 6; here n = 8 goes into the formula.",
                ),
                ErrorType(
                    "domain-inconsistency",
                    "Outside its domain",
                    "A rule is used where it does not apply, or a value leaves the allowed range.",
                    "Dividing an inequality by x without asking whether x is negative.",
                ),
                ErrorType(
                    "confidence",
                    "Sure without grounds",
                    "A guess or an open question is put forward as certain.",
                    "The pattern holds for n = 1, 2, 3, so it holds for every n.",
                ),
            ),
        ),
        ErrorType(
            "sensitivity",
            "Sensitivity",
            "The step misses what the problem turns on.",
            children=(
                ErrorType(
                    "missing-condition",
                    "Missing condition",
                    "A condition that is needed is dropped, or was never asked for.",
                    "The two roots are given; that the length must be positive is forgotten.",
                ),
                ErrorType(
                    "deception",
                    "Deceived",
                    "Something that looks right and is not, is followed without a check.",
                    "The problem's aside about yesterday's price is worked into today's.",
                ),
                ErrorType(
                    "multi-solutions",
                    "Other solutions missed",
                    "There is more than one answer or way, and the step goes on as if there were one.",
                    "From x squared = 9 it goes on with x = 3 alone.",
                ),
            ),
        ),
    ),
)
