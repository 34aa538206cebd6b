-- Times are microseconds since 1970, in UTC. Hashes are SHA-256; no secret is kept.

CREATE TABLE account (
    user_id UUID PRIMARY KEY,
    email TEXT UNIQUE,
    password_hash TEXT,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    created_us BIGINT NOT NULL
);

-- Grows by one with every transaction that changes entries or documents.
CREATE TABLE ledger (
    user_id UUID PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    revision BIGINT NOT NULL
);

CREATE TABLE entry (
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    id UUID NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    encounter_id UUID,
    date_of_service DATE,
    code TEXT,
    modifiers TEXT,
    units INTEGER,
    minutes INTEGER,
    charge_cents BIGINT,
    place_of_service TEXT,
    site TEXT,
    role TEXT,
    colleague TEXT,
    note TEXT,
    PRIMARY KEY (user_id, id),
    CHECK (deleted OR (encounter_id IS NOT NULL AND date_of_service IS NOT NULL AND code IS NOT NULL
        AND modifiers IS NOT NULL AND units IS NOT NULL AND role IS NOT NULL)),
    CHECK (NOT deleted OR (code IS NULL AND site IS NULL AND colleague IS NULL AND note IS NULL))
);
CREATE INDEX entry_changed ON entry (user_id, revision);

CREATE TABLE document (
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    content JSON NOT NULL,
    revision BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind, id)
);

CREATE TABLE invitation (
    hash BYTEA PRIMARY KEY,
    email TEXT,
    role TEXT NOT NULL,
    invited_by UUID REFERENCES account ON DELETE CASCADE,
    expires_us BIGINT NOT NULL
);
CREATE INDEX invitation_by ON invitation (invited_by);

CREATE TABLE recovery_code (
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    hash BYTEA NOT NULL,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE session (
    id UUID PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    agent TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    used_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL
);
CREATE INDEX session_of ON session (user_id);

CREATE TABLE token (
    id UUID PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- with blanks between them
    created_us BIGINT NOT NULL,
    used_us BIGINT,
    expires_us BIGINT
);
CREATE INDEX token_of ON token (user_id);

CREATE TABLE passkey (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    credential BYTEA NOT NULL UNIQUE,
    state BYTEA NOT NULL,
    name TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    used_us BIGINT
);
CREATE INDEX passkey_of ON passkey (user_id);

CREATE TABLE audit (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    done_by UUID,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX audit_of ON audit (user_id, number);

-- What a sign-in with a passkey keeps between its two requests.
CREATE TABLE challenge (
    name BYTEA PRIMARY KEY,
    state BYTEA NOT NULL,
    expires_us BIGINT NOT NULL
);

CREATE TABLE kept_response (
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    key TEXT NOT NULL,
    request BYTEA NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    expires_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE TABLE upload (
    user_id UUID NOT NULL REFERENCES account ON DELETE CASCADE,
    id UUID NOT NULL,
    content BYTEA NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE rate_count (
    name TEXT NOT NULL,
    window_us BIGINT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (name, window_us)
);
