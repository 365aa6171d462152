-- The codes that are sent for sign-ins under way, as digests: each is good for its own sign-in alone,
-- once, and for a few tries. `request` is where the browser goes on that opens the link beside a code.
CREATE TABLE sign_in_codes (
    sign_in_id TEXT NOT NULL REFERENCES sign_ins (id) ON DELETE CASCADE,
    factor TEXT NOT NULL,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    destination TEXT NOT NULL,
    request TEXT NOT NULL,
    tries BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (sign_in_id, factor)
);
