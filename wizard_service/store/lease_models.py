"""Peewee models of leases, one to one with the tables (see `models`): of the service's processes, and of executors."""

from peewee import CompositeKey, IntegerField, Model, TextField


class Lease(Model):
    name = TextField(primary_key=True)
    owner = TextField()
    expires_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "leases"


class ExecutorLease(Model):
    investigation_id = TextField()
    fence = IntegerField()
    lease_id = TextField()
    executor = TextField()
    user_id = TextField()
    ttl_s = IntegerField()
    taken_at = TextField()
    last_seen_at = TextField()
    expires_at = TextField()
    ended_at = TextField(null=True)
    end_reason = TextField(null=True)
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "executor_leases"
        primary_key = CompositeKey("investigation_id", "fence")
