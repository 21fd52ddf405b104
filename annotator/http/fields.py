"""Bodies whose every field is known: a misspelt one would be as if it had not been said."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class KnownFieldsSerializer(serializers.Serializer[Any]):
    """Refuses a field that it does not have, with those that it has. For what a missing filter would widen to all."""

    def to_internal_value(self, data: Any) -> Any:
        """DRF's hook; what is no object at all is refused by DRF itself."""
        for name in data if isinstance(data, Mapping) else ():
            if name not in self.fields:
                there_are = ", ".join(sorted(self.fields))
                raise serializers.ValidationError({name: [f"There is no such field here; there are {there_are}."]})
        return super().to_internal_value(data)
