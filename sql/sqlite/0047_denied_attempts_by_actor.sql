-- Denied attempts are bounded for each actor: the attempts of one actor delete no others.
CREATE INDEX denied_attempts_by_actor ON denied_attempts (actor, attempt_seq);
CREATE INDEX denied_attempts_by_investigation_and_actor ON denied_attempts (investigation_id, actor, attempt_seq);
