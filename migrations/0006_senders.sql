-- From where something was done.
ALTER TABLE audit_events ADD COLUMN address TEXT;

-- From where and by which program a session was begun and last used.
ALTER TABLE sessions ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN begun_address TEXT;
ALTER TABLE sessions ADD COLUMN begun_agent TEXT;
ALTER TABLE sessions ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN used_address TEXT;
ALTER TABLE sessions ADD COLUMN used_agent TEXT;
UPDATE sessions SET begun_at = auth_time, used_at = auth_time;
