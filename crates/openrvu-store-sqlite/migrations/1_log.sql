-- Times are microseconds since 1970, in UTC. Hashes are SHA-256; no secret is kept.
PRAGMA application_id = 0x4F525655; -- ORVU

CREATE TABLE account (
    user_id BLOB PRIMARY KEY NOT NULL,
    email TEXT UNIQUE,
    password_hash TEXT,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;

-- Grows by one with every transaction that changes entries or documents.
CREATE TABLE ledger (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES account ON DELETE CASCADE,
    revision INTEGER NOT NULL
) STRICT;

-- Clustered by revision, so that what changed is read in one sweep.
CREATE TABLE entry (
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    encounter_id BLOB,
    date_of_service TEXT,
    code TEXT,
    modifiers TEXT,
    units INTEGER,
    minutes INTEGER,
    charge_cents INTEGER,
    place_of_service TEXT,
    site TEXT,
    role TEXT,
    colleague TEXT,
    note TEXT,
    PRIMARY KEY (user_id, revision, id),
    UNIQUE (user_id, id),
    CHECK (deleted OR (encounter_id IS NOT NULL AND date_of_service IS NOT NULL AND code IS NOT NULL
        AND modifiers IS NOT NULL AND units IS NOT NULL AND role IS NOT NULL)),
    CHECK (NOT deleted OR (code IS NULL AND site IS NULL AND colleague IS NULL AND note IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    revision INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    hash BLOB PRIMARY KEY NOT NULL,
    email TEXT,
    role TEXT NOT NULL,
    invited_by BLOB REFERENCES account ON DELETE CASCADE,
    expires_us INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_by ON invitation (invited_by);

CREATE TABLE recovery_code (
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    hash BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id BLOB PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    agent TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    used_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of ON session (user_id);

CREATE TABLE token (
    id BLOB PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- with blanks between them
    created_us INTEGER NOT NULL,
    used_us INTEGER,
    expires_us INTEGER
) STRICT;
CREATE INDEX token_of ON token (user_id);

CREATE TABLE passkey (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    state BLOB NOT NULL,
    name TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    used_us INTEGER
) STRICT;
CREATE INDEX passkey_of ON passkey (user_id);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    done_by BLOB,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_of ON audit (user_id, number);

-- What a sign-in with a passkey keeps between its two requests.
CREATE TABLE challenge (
    name BLOB PRIMARY KEY NOT NULL,
    state BLOB NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT;

CREATE TABLE kept_response (
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    expires_us INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
    user_id BLOB NOT NULL REFERENCES account ON DELETE CASCADE,
    id BLOB NOT NULL,
    content BLOB NOT NULL,
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT;

CREATE TABLE rate_count (
    name TEXT NOT NULL,
    window_us INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (name, window_us)
) STRICT, WITHOUT ROWID;
