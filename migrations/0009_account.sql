-- Accounts that their owners want removed, and when that is done unless they change their mind.
CREATE TABLE account_deletions (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX account_deletions_due_at ON account_deletions (due_at);

-- What happened to one account is for its owner to read.
CREATE INDEX audit_events_target ON audit_events (target, id);
