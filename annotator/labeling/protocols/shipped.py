"""The protocols that come with Assay. docs/protocols.md shows them as a table; a test compares.

A record that is in use is never edited: add one of the next version below it. Which numbers a step can get, which of
them are errors, and whether steps behind the first error are judged stay the same in all versions of a name, since the
database holds every row of that name to them (`registry.of_one_name`); another answer to these takes another name.
"""

from typing import Final, Literal

from annotator.labeling.protocols.records import AfterFirstError, Asked, Completeness, LabelValue, Protocol, Tone

_KEYS: Final = {1: ("d", "1"), 0: ("s", "0"), -1: ("a", "-")}
_TONES: Final[dict[int, Tone]] = {1: "pos", 0: "neu", -1: "neg"}


def _value(value: Literal[-1, 0, 1], name: str, meaning: str, *, is_error: bool | None = None) -> LabelValue:
    """-1 is an error unless the record says otherwise."""
    wrong = value == -1 if is_error is None else is_error
    return LabelValue(value, name, meaning, _KEYS[value], _TONES[value], is_error=wrong)


FIRST_ERROR: Final = Protocol(
    name="first-error",
    version=1,
    title="First error",
    summary="Only the first wrong step is asked for, or “no error”. Faster; the steps before it stay unlabelled.",
    values=(
        LabelValue(
            value=-1,
            name="first error",
            meaning="The first step that is wrong. It says nothing of any other.",
            keys=("f", "a", "-"),
            tone="neg",
            is_error=True,
        ),
    ),
    completeness=Completeness.FIRST_ERROR_ALONE,
    after_first_error=AfterFirstError.STOP,
    error_types=Asked.OPTIONAL,
)

# AgentProcessBench lets a wrong step colour those that build on it until one corrects it or stands on its own. Here
# that is a proposal: of the steps behind a first error in its published part, 37.5 % are not wrong.
TERNARY: Final = Protocol(
    name="ternary",
    version=1,
    title="Ternary step labels (AgentProcessBench)",
    summary=(
        "Every step gets +1, 0 or -1, then the first error and the outcome are confirmed. More work, and says more."
    ),
    values=(
        _value(1, "correct", "Right, and it brings the task forward."),
        _value(0, "neutral", "Neither helps nor harms: exploring, unclear, or without effect."),
        _value(-1, "incorrect", "Wrong, or against the rules, or it leads away from the goal."),
    ),
    completeness=Completeness.EVERY_STEP,
    after_first_error=AfterFirstError.JUDGE,
    asks_for_outcome=True,
    error_types=Asked.OPTIONAL,
    proposes=-1,
)

# PRM800K's second phase: labels end at the first bad step, so it cannot say whether a solution recovers.
PRM800K: Final = Protocol(
    name="prm800k",
    version=1,
    title="Good, neutral, bad up to the first bad step (PRM800K)",
    summary=(
        "Steps are rated in order until the first bad one, and there it ends: what follows takes no label. "
        "Other steps may be written for a place and rated beside it."
    ),
    values=(
        _value(1, "good", "Right, sensible, and it brings the solution forward."),
        _value(0, "neutral", "Right, but no progress: it repeats, restates or wanders."),
        _value(-1, "bad", "Wrong, misleading, or it cannot be read. The rating ends here."),
    ),
    completeness=Completeness.UP_TO_FIRST_ERROR,
    after_first_error=AfterFirstError.STOP,
    asks_for_alternatives=True,
)

# DataPRM's middle value is wrong, too: it means that the step can still be put right, where neutral elsewhere means
# that nothing is wrong. So 0 is an error here, and the first error is the first step of either kind.
CORRECTABLE: Final = Protocol(
    name="correctable",
    version=1,
    title="Correct, correctable, irrecoverable (DataPRM)",
    summary=(
        "Every step gets one of three: right, wrong but still to be put right, or wrong for good. "
        "Both wrong ones count as errors: 0 is not neutral here."
    ),
    values=(
        _value(1, "correct", "Right, given what was known when it was made."),
        _value(0, "correctable", "Wrong, but what follows can still put it right.", is_error=True),
        _value(-1, "irrecoverable", "Wrong, and nothing that follows can save the result."),
    ),
    completeness=Completeness.EVERY_STEP,
    after_first_error=AfterFirstError.JUDGE,
    error_types=Asked.OPTIONAL,
    proposes=-1,
)

BINARY: Final = Protocol(
    name="binary",
    version=1,
    title="Right or wrong, every step",
    summary="Every step is right or wrong; there is no value in between. A step without an answer stays open.",
    values=(
        _value(1, "right", "Nothing in the step is wrong, given what stands before it."),
        _value(-1, "wrong", "Something in the step is wrong, given what stands before it."),
    ),
    completeness=Completeness.EVERY_STEP,
    after_first_error=AfterFirstError.JUDGE,
    error_types=Asked.OPTIONAL,
    proposes=-1,
)

PRMBENCH: Final = Protocol(
    name="prmbench",
    version=1,
    title="List of wrong steps with error types (PRMBench)",
    summary=(
        "Wrong steps are listed, each with at least one error type, or it is said that there is none. "
        "A step that is not listed stays unlabelled; it is not taken for right."
    ),
    values=(_value(-1, "wrong", "This step is wrong; say in which way."),),
    completeness=Completeness.WRONG_STEPS,
    after_first_error=AfterFirstError.OPTIONAL,
    error_types=Asked.REQUIRED,
)

VISUALPROCESSBENCH: Final = Protocol(
    name="visualprocessbench",
    version=1,
    title="Correct, neutral, incorrect beside a picture (VisualProcessBench)",
    summary="Every step gets +1, 0 or -1, read against picture and text; the final result is not asked for.",
    values=(
        _value(1, "correct", "Right, and it agrees with what the picture and the text say."),
        _value(0, "neutral", "Says nothing that could be right or wrong."),
        _value(-1, "incorrect", "Wrong in what it reads or in what it concludes."),
    ),
    completeness=Completeness.EVERY_STEP,
    after_first_error=AfterFirstError.JUDGE,
    error_types=Asked.OPTIONAL,
    proposes=-1,
)

SHIPPED: Final = (TERNARY, FIRST_ERROR, PRM800K, CORRECTABLE, BINARY, PRMBENCH, VISUALPROCESSBENCH)
