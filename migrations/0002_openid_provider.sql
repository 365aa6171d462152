-- Secrets that must be read back (client_secret_jwt), sealed with the master key.
ALTER TABLE client_secrets ADD COLUMN sealed BYTEA;

-- How a person signed in: RFC 8176 words as a JSON list.
ALTER TABLE sessions ADD COLUMN amr TEXT NOT NULL DEFAULT '["pwd"]';

-- Which clients a session has let in, so that they learn of its end.
CREATE TABLE session_clients (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    pool_id TEXT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);
CREATE INDEX session_clients_client_id ON session_clients (client_id);

-- What a person has allowed a client that is somebody else's.
CREATE TABLE consents (
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    claims TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consents_client_id ON consents (client_id);

-- Pushed authorization requests (RFC 9126); good until an answer has gone out.
CREATE TABLE pushed_requests (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    parameters TEXT NOT NULL,
    binding TEXT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX pushed_requests_expires_at ON pushed_requests (expires_at);
CREATE INDEX pushed_requests_client_id ON pushed_requests (client_id);

-- The ids of JWTs that may be seen once (client assertions, DPoP proofs), until they would have expired.
CREATE TABLE seen_tokens (
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, digest)
);
CREATE INDEX seen_tokens_expires_at ON seen_tokens (expires_at);

-- Devices that wait for a person (RFC 8628). The user code is short and kept as a keyed digest.
CREATE TABLE device_grants (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    user_code TEXT NOT NULL,
    scopes TEXT NOT NULL,
    status TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    authentication TEXT,
    poll_seconds BIGINT NOT NULL,
    polled_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT device_grants_pool_id_user_code_key UNIQUE (pool_id, user_code)
);
CREATE INDEX device_grants_expires_at ON device_grants (expires_at);
CREATE INDEX device_grants_client_id ON device_grants (client_id);
CREATE INDEX device_grants_user_id ON device_grants (user_id);

-- Clients that registered themselves (RFC 7591), and the token that manages each (RFC 7592).
CREATE TABLE registrations (
    client_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX registrations_pool_id ON registrations (pool_id, used_at);

-- Tokens with which strangers may register a client (RFC 7591 section 3).
CREATE TABLE initial_access_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    uses_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX initial_access_tokens_pool_id ON initial_access_tokens (pool_id);

CREATE INDEX group_members_group_name ON group_members (pool_id, group_name);
