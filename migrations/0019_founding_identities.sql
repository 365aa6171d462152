-- Which identity an account began with: the one that was there when the account was made.
ALTER TABLE identities ADD COLUMN is_founding BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE identities SET is_founding = TRUE WHERE EXISTS (
    SELECT 1 FROM users
    WHERE users.id = identities.user_id AND users.status = 'EXTERNAL_PROVIDER'
        AND users.created_at = identities.linked_at
);

-- By what a user is found who has proved an address, be it a name or not: the address in lower case,
-- empty where none is proved; NULL where nobody has looked yet.
ALTER TABLE users ADD COLUMN verified_email TEXT;
CREATE INDEX users_verified_email ON users (pool_id, verified_email);
CREATE INDEX users_verified_email_unknown ON users (id) WHERE verified_email IS NULL;

-- How many browsers of a pool are awaited.
CREATE INDEX upstream_requests_pool_id ON upstream_requests (pool_id, expires_at);
