"""Schemas and fields that reject an invalid document in time linear in its size.

marshmallow itself validates every item of a list that is too long, and copies all earlier errors for each new one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from ..errors import MAX_ERRORS


class BoundedSchema(Schema):
    """A schema that rejects unknown members, and stops early when there are more than a response lists."""

    def load(self, data: Any, **options: Any) -> Any:
        refuse_many_unknown(self, data)
        return super().load(data, **options)


def refuse_many_unknown(schema: Schema, data: Any) -> None:
    """Raise ValidationError when an object has more than MAX_ERRORS unknown members."""
    if not isinstance(data, dict) or len(data) <= MAX_ERRORS:
        return
    names = {field.data_key or name for name, field in schema.load_fields.items()}
    unknown = [name for name in data if name not in names]
    if len(unknown) > MAX_ERRORS:
        raise ValidationError({name: ["Unknown field."] for name in unknown})


class Items(fields.List[Any]):
    """A list of `minimum` to `maximum` items. Checks the length first, and stops after MAX_ERRORS + 1 invalid items."""

    def __init__(
        self,
        inner: fields.Field[Any] | type[fields.Field[Any]],
        minimum: int = 0,
        maximum: int | None = None,
        **kw: Any,
    ) -> None:
        # The length is also a validator, because the API description is generated from validators.
        limits = [validate.Length(minimum or None, maximum)] if minimum or maximum else []
        super().__init__(inner, validate=limits, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        self._validate(value)
        items, errors = _load_each(enumerate(value), self.inner, kwargs)
        if errors:
            raise ValidationError(errors, valid_data=[*items.values()])
        return [*items.values()]


class Members(fields.Dict):
    """An object with arbitrary names and values of one type. Stops after MAX_ERRORS + 1 invalid values."""

    def __init__(self, values: fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(keys=fields.String(), values=values, **kwargs)
        self._inner = values

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        members, errors = _load_each(value.items(), self._inner, kwargs)
        if errors:
            raise ValidationError({name: {"value": messages} for name, messages in errors.items()}, valid_data=members)
        return members


class JsonObjects(fields.List[Any]):
    """A list of objects with any members, checked in one pass."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.Dict(), **kwargs)

    def accepts(self, value: Any) -> bool:
        """Return whether the field stores a value as it is."""
        return isinstance(value, list) and all(isinstance(item, dict) for item in value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        wrong = [index for index, item in enumerate(value) if not isinstance(item, dict)]
        if wrong:
            raise ValidationError({index: ["Not a valid mapping type."] for index in wrong[: MAX_ERRORS + 1]})
        return value


def _load_each(
    pairs: Iterable[tuple[Any, Any]], field: fields.Field[Any], options: Mapping[str, Any]
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return the loaded values and the messages for the invalid ones, both by index or name."""
    loaded: dict[Any, Any] = {}
    errors: dict[Any, Any] = {}
    for name, value in pairs:
        try:
            loaded[name] = field.deserialize(value, **options)
        except ValidationError as error:
            errors[name] = error.messages
            if error.valid_data is not None:
                loaded[name] = error.valid_data
            if len(errors) > MAX_ERRORS:
                break
    return loaded, errors
