"""Peewee models are one to one with the tables; the tables are made by the scripts alone."""

import re
import sqlite3

import pytest
from peewee import AutoField, Field, FloatField, IntegerField, Model, TextField

from tests.support.paths import ROOT
from tests.support.store.rows import event
from wizard_service.store import Backend, audit_models, lease_models, models
from wizard_service.store.repositories.events import append_events

MODELS = [
    each
    for each in (vars(models) | vars(audit_models) | vars(lease_models)).values()
    if isinstance(each, type) and issubclass(each, Model) and each is not Model
]
COLUMN_TYPES: dict[type[Field], str] = {
    AutoField: "INTEGER",
    IntegerField: "INTEGER",
    FloatField: "REAL",
    TextField: "TEXT",
}
DDL = re.compile(
    r"\b(CREATE|ALTER|DROP)\s+((TEMP|TEMPORARY|UNIQUE|VIRTUAL)\s+)?(TABLE|INDEX|TRIGGER|VIEW)\b"
    r"|\b(create|drop|truncate)_(tables?|index(es)?|sequences?)\b|\b(add|drop|alter)_column\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_model_has_the_columns_of_its_table_in_their_order(model: type[Model], outside: sqlite3.Connection) -> None:
    table = outside.execute(f"PRAGMA table_info({model._meta.table_name})").fetchall()

    fields = [(field.column_name, COLUMN_TYPES[type(field)]) for field in model._meta.sorted_fields]

    assert fields == [(name, kind) for _, name, kind, _, _, _ in table]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_model_allows_null_where_its_table_does(model: type[Model], outside: sqlite3.Connection) -> None:
    table = outside.execute(f"PRAGMA table_info({model._meta.table_name})").fetchall()

    nullable = {field.column_name for field in model._meta.sorted_fields if field.null}

    # INTEGER PRIMARY KEY is never null although it is not declared NOT NULL.
    assert nullable == {name for _, name, _, not_null, _, key in table if not not_null and not key}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_model_has_the_primary_key_of_its_table(model: type[Model], outside: sqlite3.Connection) -> None:
    table = outside.execute(f"PRAGMA table_info({model._meta.table_name})").fetchall()

    key = [field.column_name for field in model._meta.get_primary_keys()]

    assert key == [name for _, name, _, _, _, position in sorted(table, key=lambda row: row[5]) if position]


def test_models_belong_to_no_database() -> None:
    assert len(MODELS) >= 8
    assert {model._meta.database for model in MODELS} == {None}


def test_no_module_holds_words_that_define_a_schema() -> None:
    modules = sorted((ROOT / "wizard_service").rglob("*.py"))
    script = (ROOT / "sql" / "sqlite" / "0001_foundation.sql").read_text()

    found = {str(module): match.group() for module in modules if (match := DDL.search(module.read_text()))}

    assert found == {}
    assert len(modules) > 20
    assert len(DDL.findall(script)) == script.count("\nCREATE ")


def test_running_store_changes_no_schema(store: Backend, outside: sqlite3.Connection) -> None:
    before = outside.execute("PRAGMA schema_version").fetchone()

    store.write(lambda tx: append_events(tx, "u1", [event()]))

    assert outside.execute("PRAGMA schema_version").fetchone() == before
