"""Peewee models, one to one with the tables in `sql/`. They are never used to create anything.

Queries are executed as `query.execute(database)`: a model belongs to no connection, so several services can live in
one process.
"""

from peewee import AutoField, CompositeKey, FloatField, IntegerField, Model, TextField


class Meta(Model):
    key = TextField(primary_key=True)
    value = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "meta"


class Feed(Model):
    owner = TextField(primary_key=True)
    head = IntegerField()
    pruned = IntegerField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "feeds"


class State(Model):
    investigation_id = TextField(primary_key=True)
    user_id = TextField()
    incarnation = IntegerField()
    wizard_step = TextField()
    status = TextField()
    version = IntegerField()
    settings_json = TextField(null=True)
    progress_json = TextField(null=True)
    results_json = TextField(null=True)
    created_at = TextField()
    updated_at = TextField()
    last_accessed = TextField(null=True)
    archived_at = TextField(null=True)
    name = TextField(null=True)
    entity_count = IntegerField()
    risk_score = FloatField(null=True)
    risk_level = TextField(null=True)
    started_at = TextField(null=True)
    completed_at = TextField(null=True)
    template_id = TextField(null=True)
    template_version = IntegerField(null=True)
    navigation_json = TextField(null=True)
    settings_checksum = IntegerField(null=True)
    progress_checksum = IntegerField(null=True)
    results_checksum = IntegerField(null=True)
    row_checksum = IntegerField(null=True)
    name_key = TextField(null=True)
    open_inputs = IntegerField(null=True)
    inputs_expire_at = TextField(null=True)

    class Meta:
        table_name = "investigation_states"


class EntityType(Model):
    investigation_id = TextField()
    entity_type = TextField()

    class Meta:
        table_name = "investigation_entity_types"
        primary_key = CompositeKey("investigation_id", "entity_type")


class Access(Model):
    investigation_id = TextField()
    user_id = TextField()
    role = TextField()
    granted_by = TextField()
    granted_at = TextField()
    row_checksum = IntegerField(null=True)
    accepted_at = TextField(null=True)

    class Meta:
        table_name = "investigation_access"
        primary_key = CompositeKey("investigation_id", "user_id")


class EventRow(Model):
    commit_seq = AutoField()
    owner = TextField()
    feed_offset = IntegerField()
    investigation_id = TextField()
    version = IntegerField()
    event_type = TextField()
    timestamp = TextField()
    committed_at = TextField()
    actor = TextField()
    source = TextField()
    request_id = TextField()
    data = TextField()
    row_checksum = IntegerField(null=True)
    trace_id = TextField(null=True)

    class Meta:
        table_name = "events"


class Template(Model):
    template_id = TextField(primary_key=True)
    user_id = TextField()
    name = TextField()
    description = TextField(null=True)
    template_json = TextField()
    version = IntegerField()
    entity_count = IntegerField()
    usage_count = IntegerField()
    created_at = TextField()
    updated_at = TextField()
    deleted_at = TextField(null=True)
    placeholders_json = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "investigation_templates"


class TemplateVersion(Model):
    template_id = TextField()
    version = IntegerField()
    name = TextField()
    description = TextField(null=True)
    template_json = TextField()
    placeholders_json = TextField()
    entity_count = IntegerField()
    action_type = TextField()
    actor = TextField()
    updated_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "investigation_template_versions"
        primary_key = CompositeKey("template_id", "version")


class IdempotencyKey(Model):
    user_id = TextField()
    key = TextField()
    request_sha256 = TextField()
    outcome = TextField()
    created_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "idempotency_keys"
        primary_key = CompositeKey("user_id", "key")


class Ticket(Model):
    ticket_sha256 = TextField(primary_key=True)
    user_id = TextField()
    scope = TextField()
    token_expires_at = TextField()
    expires_at = TextField()
    row_checksum = IntegerField(null=True)
    token_json = TextField(null=True)

    class Meta:
        table_name = "tickets"


class Revocation(Model):
    revocation_seq = AutoField()
    subject = TextField()
    revoked_at = TextField()
    expires_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "revocations"


class AppliedMigration(Model):
    name = TextField(primary_key=True)
    sha256 = TextField()
    applied_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "schema_migrations"
