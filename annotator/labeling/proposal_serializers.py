"""The switch that all figures over labels share: whether accepted proposals count."""

from typing import Any

from rest_framework import serializers


class ProposalsQuerySerializer(serializers.Serializer[Any]):
    """In the address of a figure over labels."""

    with_proposals = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether labels that are accepted proposals count, too, not only those by hand.",
    )
