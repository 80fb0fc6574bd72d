-- Old versions of templates are dropped by retention once no investigation and no entry of the trail refers to them.
CREATE INDEX template_versions_by_age ON investigation_template_versions (updated_at);
CREATE INDEX investigation_states_by_template ON investigation_states (template_id, template_version)
WHERE template_id IS NOT NULL;
