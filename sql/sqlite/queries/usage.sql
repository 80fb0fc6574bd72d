-- name: octets
coalesce(length(CAST({column} AS BLOB)), 0);
