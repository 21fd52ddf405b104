"""The database's own rules for a queue's settings."""

from django.db import models
from django.db.models import Q

from annotator.labeling.policies import BlindPolicy
from annotator.labeling.slot_words import QueueOrder

_POLICIES = [policy.value for policy in BlindPolicy]


def queue_constraints() -> list[models.BaseConstraint]:
    """What no queue may be, by whatever way it is written."""
    return [
        models.UniqueConstraint(fields=["project", "name"], name="queue_once_per_name"),
        models.UniqueConstraint(fields=["project"], condition=Q(is_default=True), name="queue_one_default"),
        models.CheckConstraint(condition=Q(overlap__gte=1), name="queue_overlap_is_positive"),
        models.CheckConstraint(condition=Q(lease_minutes__gte=1), name="queue_lease_is_positive"),
        models.CheckConstraint(
            condition=Q(bad_after__isnull=True) | Q(bad_after__gte=1), name="queue_bad_after_is_positive"
        ),
        models.CheckConstraint(condition=Q(order__in=QueueOrder.values), name="queue_order_is_known"),
        models.CheckConstraint(
            condition=Q(blind_policy__in=_POLICIES, reference_policy__in=_POLICIES, labels_policy__in=_POLICIES),
            name="queue_policy_is_known",
        ),
        models.CheckConstraint(condition=one_randomised_at_most(), name="queue_varies_one_thing"),
        models.CheckConstraint(condition=Q(shown_percent__range=(1, 99)), name="queue_has_two_arms"),
        models.CheckConstraint(
            condition=Q(taxonomy="", taxonomy_version__isnull=True)
            | (~Q(taxonomy="") & Q(taxonomy_version__isnull=False)),
            name="queue_taxonomy_has_a_version",
        ),
    ]


def one_randomised_at_most() -> Q:
    """An experiment varies one thing: of two that vary together nobody could say which made the difference."""
    rewards, reference, labels = (
        Q(**{name: BlindPolicy.RANDOMISED.value}) for name in ("blind_policy", "reference_policy", "labels_policy")
    )
    return ~(rewards & reference) & ~(rewards & labels) & ~(reference & labels)
