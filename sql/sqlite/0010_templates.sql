-- What a list of templates shows, kept by every write: the names of `{{name}}` in the settings, in their order.
ALTER TABLE investigation_templates ADD COLUMN placeholders_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(placeholders_json));

-- Every version a template had, so that an investigation's template_id and template_version always lead to what it
-- was made from. action_type: the change that made the version, as in the audit trail.
CREATE TABLE investigation_template_versions (
    template_id TEXT NOT NULL REFERENCES investigation_templates (template_id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    description TEXT,
    template_json TEXT NOT NULL CHECK (json_valid(template_json)),
    placeholders_json TEXT NOT NULL CHECK (json_valid(placeholders_json)),
    entity_count INTEGER NOT NULL CHECK (entity_count >= 0),
    action_type TEXT NOT NULL CHECK (action_type IN (
        'TEMPLATE_CREATED', 'TEMPLATE_UPDATED', 'TEMPLATE_DELETED', 'TEMPLATE_RESTORED')),
    actor TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (template_id, version)
) STRICT;

INSERT INTO investigation_template_versions
SELECT template_id, version, name, description, template_json, placeholders_json, entity_count,
       CASE version WHEN 1 THEN 'TEMPLATE_CREATED' ELSE 'TEMPLATE_UPDATED' END, user_id, updated_at
FROM investigation_templates;
