-- What has ended is found without reading the rest.
CREATE INDEX one_time_codes_expires_at ON one_time_codes (expires_at);
CREATE INDEX attempts_last_at ON attempts (last_at);
CREATE INDEX jobs_failed_at ON jobs (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX audit_events_at ON audit_events (at);
