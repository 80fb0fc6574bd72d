-- The steps a person went through, like a browser's history: {"entries": [step, ...], "position": index}.
-- NULL is a history of the present step alone. It is no part of the state that clients write.
ALTER TABLE investigation_states ADD COLUMN navigation_json TEXT
    CHECK (navigation_json IS NULL OR json_valid(navigation_json));
