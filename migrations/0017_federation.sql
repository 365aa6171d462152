-- Identity providers of a pool, and the accounts that their people have here.
CREATE TABLE providers (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    details TEXT NOT NULL,
    sealed BYTEA,
    settings TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (pool_id, name)
);

-- Who somebody is elsewhere; each such identity opens one account.
CREATE TABLE identities (
    provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email TEXT,
    tokens BYTEA,
    linked_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (provider_id, subject)
);
CREATE INDEX identities_user_id ON identities (user_id);

-- Browsers that were sent to a provider and are awaited back, each once.
CREATE TABLE upstream_requests (
    state BYTEA NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    sealed BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_requests_expires_at ON upstream_requests (expires_at);

-- Answers that came by a post from another site, which brings no cookies: they wait for the browser.
CREATE TABLE upstream_answers (
    handle BYTEA NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    sealed BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_answers_expires_at ON upstream_answers (expires_at);

-- Which provider has opened a session, so that it ends with the provider.
ALTER TABLE sessions ADD COLUMN provider_id TEXT;
CREATE INDEX sessions_provider_id ON sessions (provider_id);

-- Which provider has opened a token family, likewise.
ALTER TABLE families ADD COLUMN provider_id TEXT;
CREATE INDEX families_provider_id ON families (provider_id) WHERE provider_id IS NOT NULL;
