-- The usage row of each owner is changed by every transaction that stores or deletes: a quota needs no scan.
-- stored_bytes: 400 for each row of the tables below and the bytes of its documents. Drift is possible only by tampering,
-- so no CHECK turns it into failing writes; `verify state` reports it.
-- events_tat_ns: theoretical arrival time (GCRA) of reported events, in nanoseconds since 1970; 0 when none was reported.
-- corrections: how often drift was corrected, so that two corrections at once do not add up.
CREATE TABLE usage (
    owner TEXT NOT NULL PRIMARY KEY,
    investigations INTEGER NOT NULL DEFAULT 0,
    stored_bytes INTEGER NOT NULL DEFAULT 0,
    events_tat_ns INTEGER NOT NULL DEFAULT 0,
    corrections INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO usage (owner, investigations, stored_bytes)
SELECT owner, sum(investigations), sum(stored_bytes) FROM (
    SELECT user_id AS owner, 1 AS investigations,
           400 + coalesce(length(CAST(settings_json AS BLOB)), 0) + coalesce(length(CAST(progress_json AS BLOB)), 0)
               + coalesce(length(CAST(results_json AS BLOB)), 0) AS stored_bytes
    FROM investigation_states
    UNION ALL
    SELECT owner, 0, 400 + length(CAST(data AS BLOB)) FROM events
    UNION ALL
    SELECT user_id, 0, 400 + coalesce(length(CAST(previous_state AS BLOB)), 0)
               + coalesce(length(CAST(changes AS BLOB)), 0)
    FROM investigation_audit_log
    UNION ALL
    SELECT coalesce(
               (SELECT user_id FROM investigation_audit_log AS entry
                WHERE entry.investigation_id = audit_snapshots.investigation_id
                  AND entry.incarnation = audit_snapshots.incarnation LIMIT 1),
               (SELECT user_id FROM investigation_states AS state
                WHERE state.investigation_id = audit_snapshots.investigation_id)),
           0, 400 + length(CAST(state AS BLOB))
    FROM audit_snapshots
    UNION ALL
    SELECT user_id, 0, 400 + length(CAST(template_json AS BLOB)) + coalesce(length(CAST(description AS BLOB)), 0)
    FROM investigation_templates
    UNION ALL
    SELECT (SELECT user_id FROM investigation_templates AS template
            WHERE template.template_id = investigation_template_versions.template_id),
           0, 400 + length(CAST(template_json AS BLOB)) + coalesce(length(CAST(description AS BLOB)), 0)
    FROM investigation_template_versions
    UNION ALL
    SELECT user_id, 0, 400 + length(CAST(outcome AS BLOB)) FROM idempotency_keys
) AS row_sizes
WHERE owner IS NOT NULL
GROUP BY owner;
