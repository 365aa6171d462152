-- Clients that are documents at their client_id (OAuth Client ID Metadata Document): until when what
-- was read counts, and the day on which each got a token last. Their id is the URL, #, and the pool.
CREATE TABLE client_documents (
    client_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    pool_id TEXT NOT NULL REFERENCES pools (id) ON DELETE CASCADE,
    fetched_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX client_documents_pool_id ON client_documents (pool_id, used_at);
