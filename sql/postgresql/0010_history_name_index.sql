-- An entry of a B-tree has at most 2,704 bytes. User id and name key may have more together when their characters take
-- four bytes each, so the index holds a digest of the user id.
DROP INDEX history_by_name_key;
CREATE INDEX history_by_name_key ON investigation_states (md5(user_id), coalesce(name_key, ''), investigation_id);
