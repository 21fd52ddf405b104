"""What somebody who contests a gold label would rather have, and the judgement that it makes. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.labeling.protocols import Judgement, Protocol


class BadProposal(ValueError):
    """It changes nothing, or it contradicts itself; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another first error, "no error", or another label for one step: exactly one of them. None and False are not
    proposed."""

    first_error: int | None = None
    no_error: bool = False
    step_index: int | None = None
    label: int | None = None


def revised(gold: Judgement, proposal: Proposal, *, protocol: Protocol, scorable: Sequence[int]) -> Judgement:
    """The gold with the proposal in it. A new first error takes back the errors before it, and gets the label of one;
    "no error" takes back all of them; what was said about them in labels is then open. Raises BadProposal."""
    asked = (proposal.first_error is not None, proposal.no_error, proposal.step_index is not None)
    if asked.count(True) != 1:
        raise BadProposal("Propose one thing: another first error, no error, or another label for one step.")
    if proposal.step_index is not None:
        changed = _relabelled(gold, proposal, protocol, scorable)
    elif proposal.no_error:
        changed = replace(_open_before(gold, protocol, None), first_error=None, no_error=True)
    else:
        changed = _moved(gold, proposal.first_error, protocol, scorable)
    if changed == gold:
        raise BadProposal("That is what gold says already.")
    return changed


def _moved(gold: Judgement, index: int | None, protocol: Protocol, scorable: Sequence[int]) -> Judgement:
    if index is None or index not in set(scorable):
        raise BadProposal(f"Step {index} cannot be the first error: it cannot be labelled.")
    if index == gold.first_error:
        raise BadProposal("That is what gold says already.")
    opened = _open_before(gold, protocol, index)
    labels = list(opened.labels)
    if protocol.asks_for_labels and labels[index] not in protocol.error_values:
        labels[index] = min(protocol.error_values)
    if protocol.stops:
        labels[index + 1 :] = [None] * (len(labels) - index - 1)
    return replace(opened, labels=tuple(labels), first_error=index, no_error=False, first_error_reason="")


def _open_before(gold: Judgement, protocol: Protocol, index: int | None) -> Judgement:
    """Labels that call a step wrong before this one (anywhere for None) are taken back, and stay open."""
    end = len(gold.labels) if index is None else index
    labels = [None if i < end and label in protocol.error_values else label for i, label in enumerate(gold.labels)]
    return replace(gold, labels=tuple(labels), first_error_reason="")


def _relabelled(gold: Judgement, proposal: Proposal, protocol: Protocol, scorable: Sequence[int]) -> Judgement:
    index, label = proposal.step_index, proposal.label
    if index is None or index not in set(scorable):
        raise BadProposal(f"Step {index} cannot be labelled.")
    if label not in protocol.label_values:
        raise BadProposal(f"Under {protocol.name} a step gets one of {sorted(protocol.label_values)}.")
    before = gold.first_error
    is_error = label in protocol.error_values
    if is_error and (gold.no_error or (before is not None and index < before)):
        raise BadProposal(f"With that label step {index} would be the first error: propose it as that.")
    if index == before and not is_error:
        raise BadProposal(f"Step {index} is the first error: propose another one, or no error.")
    if protocol.stops and before is not None and index > before:
        raise BadProposal(f"Under {protocol.name} steps behind the first error take no label.")
    labels = list(gold.labels)
    labels[index] = label
    return replace(gold, labels=tuple(labels))
