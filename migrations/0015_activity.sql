-- By which program something was done, for the owner of the account to read.
ALTER TABLE audit_events ADD COLUMN agent TEXT;
