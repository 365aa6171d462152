-- At which resources a client may use what a person has allowed it (RFC 8707).
ALTER TABLE consents ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';
