-- Pictures of a pool: logos, icons, backdrops; named by what is in them. `created_at` is when one was
-- put up or taken into use last.
CREATE TABLE pictures (
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (pool_id, id)
);
