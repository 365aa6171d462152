-- Links with which whoever reads the old e-mail address of an account takes the change back, as
-- digests: each is good once. `address` is the old one.
CREATE TABLE email_undos (
    digest BYTEA NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_undos_user_id ON email_undos (user_id);
CREATE INDEX email_undos_expires_at ON email_undos (expires_at);
