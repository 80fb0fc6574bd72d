"""An object in a list that may be long: a valid one does not pass through marshmallow."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, missing

from .fields import ObjectSchema


class ItemObject(fields.Nested):
    """A nested object. Its schema, which takes some 40 us for each object, loads only those that are invalid."""

    def __init__(self, schema: type[ObjectSchema], **kwargs: Any) -> None:
        super().__init__(schema, **kwargs)
        self._schema_of_item = schema()
        self._members = [(name, field, _acceptance(field)) for name, field in self._schema_of_item.fields.items()]

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        try:
            return self._load_valid(value)
        except ValidationError:
            # The schema finds all faults and names them.
            return super().deserialize(value, attr, data, **kwargs)

    def _load_valid(self, value: Any) -> Any:
        """Return what the schema would return. Raises ValidationError, without saying why, if it would."""
        if not isinstance(value, dict):
            raise ValidationError("")
        loaded, given = {}, 0
        for name, field, accepts in self._members:
            member = value.get(name, missing)
            given += member is not missing
            loaded[name] = member if accepts(member) else field.deserialize(member)
        if given != len(value):
            raise ValidationError("")
        return self._schema_of_item.complete({name: member for name, member in loaded.items() if member is not missing})


def _acceptance(field: Any) -> Any:
    return getattr(field, "accepts", lambda _: False)
