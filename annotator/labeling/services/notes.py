"""The rows of notes on steps that a draft becomes."""

from annotator.labeling.draft_state import DraftState
from annotator.labeling.models import StepNote


def step_notes(state: DraftState, *, annotation_id: int) -> list[StepNote]:
    """One row per step of which anything is said besides its label, in the order of the steps; not saved."""
    said = (
        state.comments, state.error_types, state.severities, state.flags, state.corrections, state.spans,
        state.alternatives, state.repairs,
    )  # fmt: skip
    steps = sorted({step for values in said for step in values})
    return [_note(state, step, annotation_id) for step in steps]


def _note(state: DraftState, step: int, annotation_id: int) -> StepNote:
    return StepNote(
        annotation_id=annotation_id,
        step_index=step,
        error_types=state.error_types.get(step, []),
        flags=state.flags.get(step, []),
        severity=state.severities.get(step),
        comment=state.comments.get(step, ""),
        correction=state.corrections.get(step, ""),
        spans=state.spans.get(step, []),
        alternatives=state.alternatives.get(step, []),
        repairs_step=state.repairs.get(step),
    )
