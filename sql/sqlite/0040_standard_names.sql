-- Columns and triggers bear the field's standard names.
ALTER TABLE events RENAME COLUMN seq TO commit_seq;
ALTER TABLE events RENAME COLUMN n TO feed_offset;
