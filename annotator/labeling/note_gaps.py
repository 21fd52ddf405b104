"""What is missing from the notes on steps before an annotation can be submitted. Pure; noteGaps.ts says the same."""

from collections.abc import Iterator

from annotator.labeling.draft_state import DraftState
from annotator.labeling.protocols import Gap
from annotator.labeling.taxonomies.flags import FLAGS
from annotator.labeling.taxonomies.taxonomy import Taxonomy, type_ids


def note_gaps(state: DraftState, *, taxonomy: Taxonomy | None) -> list[Gap]:
    """In the order of the steps: flags without their evidence, alternatives that are not whole, types that are gone."""
    steps = sorted({*state.error_types, *state.flags, *state.alternatives})
    known = type_ids(taxonomy)
    return [gap for step in steps for gap in _of_step(state, step, known, taxonomy)]


def _of_step(state: DraftState, step: int, known: frozenset[str], taxonomy: Taxonomy | None) -> Iterator[Gap]:
    strange = [one for one in state.error_types.get(step, []) if one not in known]
    if strange:
        asks = "asks for none" if taxonomy is None else f"now goes by {taxonomy.name} v{taxonomy.version}"
        yield Gap("error_types", f"Take {strange[0]!r} from step {step}: this queue {asks}.", step)
    if not state.spans.get(step) and any(FLAGS[flag].needs_evidence for flag in state.flags.get(step, [])):
        yield Gap("evidence", f"Step {step} is flagged for fabricated evidence: cite the place where it is.", step)
    for place, alternative in enumerate(state.alternatives.get(step, []), 1):
        if not alternative["text"].strip():
            yield Gap("alternatives", f"Alternative {place} of step {step} is empty: write it or take it away.", step)
        elif alternative["rating"] is None:
            yield Gap("alternatives", f"Alternative {place} of step {step} has no rating.", step)
