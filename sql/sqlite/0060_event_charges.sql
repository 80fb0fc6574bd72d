-- events_charged_ns: when reported events were last charged, in nanoseconds since 1970. When that is in the future, the
-- clock has been set back since, and events_tat_ns is ignored. Earlier rows may have been charged by a wrong clock, so
-- their owners begin with a complete allowance.
ALTER TABLE usage ADD COLUMN events_charged_ns INTEGER NOT NULL DEFAULT 0;
UPDATE usage SET events_tat_ns = 0;
