-- The resources that a device's tokens are to be for (RFC 8707), as a JSON list.
ALTER TABLE device_grants ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';

-- What a client has left waiting is counted before more is kept.
CREATE INDEX device_grants_waiting ON device_grants (client_id, expires_at)
    WHERE status = 'pending';
CREATE INDEX pushed_requests_waiting ON pushed_requests (client_id, expires_at)
    WHERE used_at IS NULL;
