-- What a link takes back besides the address: what was set up since `since`, when the session that has
-- changed it began; and `phone_number`, the number that was proved before that, if there was one.
ALTER TABLE email_undos ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE email_undos ADD COLUMN phone_number TEXT;
UPDATE email_undos SET since = created_at;
