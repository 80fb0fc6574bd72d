-- name: octets
coalesce(octet_length({column}), 0);
-- name: lock_owners
-- The usage rows that changes of a user may charge, locked in the order in which every change locks them.
SELECT owner FROM usage
WHERE owner = {caller}
    OR owner IN (SELECT user_id FROM investigation_states WHERE investigation_id = ANY ({investigations}::text[]))
ORDER BY owner FOR NO KEY UPDATE;
