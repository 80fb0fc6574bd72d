-- name: octets
coalesce(octet_length({column}), 0);
