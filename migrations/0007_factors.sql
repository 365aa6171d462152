-- What a person has wished for: the factor that is asked for first, the language, terms that were
-- agreed to. JSON.
ALTER TABLE users ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}';
-- When a password that an operator has given stops being good.
ALTER TABLE users ADD COLUMN password_expires_at BIGINT;

-- The factors that people have set up besides their password. An authenticator application's secret
-- is sealed with the master key; a passkey's credential is public.
CREATE TABLE factors (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BYTEA,
    credential_id TEXT,
    credential TEXT,
    last_step BIGINT,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT factors_pool_id_credential_id_key UNIQUE (pool_id, credential_id)
);
CREATE INDEX factors_user_id ON factors (user_id, created_at);

-- Codes for when all other factors are lost, as digests; each is good once.
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (user_id, digest)
);

-- Browsers in which a second factor is not asked for again for a while.
CREATE TABLE devices (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX devices_user_id ON devices (user_id);
CREATE INDEX devices_expires_at ON devices (expires_at);

-- The hashes of passwords that a person had before.
CREATE TABLE former_passwords (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (user_id, replaced_at)
);

-- Sign-ins that are under way: somebody has shown something and is to show more. Each step changes
-- the version, so that no step is taken twice.
CREATE TABLE sign_ins (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    progress TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_user_id ON sign_ins (user_id);
CREATE INDEX sign_ins_expires_at ON sign_ins (expires_at);
