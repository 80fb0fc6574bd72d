"""The investigated entities: those that the caller names, or the most suspicious ones in the log."""

from collections.abc import Callable
from dataclasses import dataclass

from .records import Log, Record
from .tally import failed_guesses, largest, tally_by

# The service accepts 1..10 entities.
MAX_ENTITIES = 10
MAX_ID_CHARS = 255

FIELDS: dict[str, Callable[[Record], str | None]] = {
    "ip_address": lambda record: record.address,
    "user_id": lambda record: record.user,
    "device_id": lambda record: record.host,
}


@dataclass(frozen=True)
class Entity:
    entity_type: str
    entity_id: str

    def is_named_in(self, record: Record) -> bool:
        """Return whether the record is about this entity; an unknown type may match any field."""
        field_of_type = FIELDS.get(self.entity_type)
        fields = (field_of_type,) if field_of_type else FIELDS.values()
        return any(field(record) == self.entity_id for field in fields)


def entities_of(log: Log) -> tuple[Entity, ...]:
    """Return the addresses and users with most failures, in equal parts; the host when no login failed."""
    worst = (*_worst(log, "ip_address"), *_worst(log, "user_id"))
    return worst or (Entity("device_id", log.records[0].host),)


def _worst(log: Log, entity_type: str) -> tuple[Entity, ...]:
    field = FIELDS[entity_type]
    tallies = tally_by(lambda record: field(record) or "", failed_guesses(log.records))
    usable = {name: tally for name, tally in tallies.items() if _is_usable(name)}
    return tuple(Entity(entity_type, name) for name, _ in largest(usable, MAX_ENTITIES // 2))


def _is_usable(name: str) -> bool:
    """Return whether a name is presentable; scanners send empty, padded and unprintable ones."""
    return 0 < len(name) <= MAX_ID_CHARS and name == name.strip() and name.isprintable()
