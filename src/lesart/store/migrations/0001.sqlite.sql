-- The archive of version 1, on SQLite. A line of two dashes and an equals sign ends a statement.
CREATE TABLE archive (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
)
--=
CREATE TABLE blobs (
  id TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  packed BLOB NOT NULL
)
--=
CREATE TABLE pages (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "key" INTEGER NOT NULL UNIQUE,
  bytes_id TEXT NOT NULL REFERENCES blobs (id),
  address TEXT NOT NULL,
  canonical TEXT,
  source TEXT NOT NULL,
  url TEXT,
  title TEXT,
  outlet TEXT,
  language TEXT,
  published TEXT,
  updated TEXT,
  day_from TEXT,
  day_to TEXT,
  text_sha256 TEXT NOT NULL,
  "length" INTEGER NOT NULL,
  added TEXT NOT NULL,
  made_by TEXT NOT NULL,
  UNIQUE (bytes_id, address)
)
--=
CREATE INDEX pages_by_canonical ON pages (canonical)
--=
CREATE INDEX pages_by_address ON pages (address)
--=
CREATE INDEX pages_by_added ON pages (added)
--=
CREATE TABLE saves (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  record BLOB NOT NULL
)
--=
CREATE TABLE sightings (
  number INTEGER NOT NULL REFERENCES pages (number),
  seen TEXT NOT NULL,
  bytes_id TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (number, seen, bytes_id)
)
--=
CREATE TABLE transcripts (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  body BLOB NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE annotations (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  record BLOB NOT NULL
)
--=
CREATE TABLE corrected (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  record BLOB NOT NULL
)
--=
CREATE TABLE indexed (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  record BLOB NOT NULL
)
--=
CREATE TABLE staged (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  made_by TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE entities (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  label TEXT NOT NULL
)
--=
CREATE TABLE entity_forms (
  folded TEXT NOT NULL,
  entity TEXT NOT NULL REFERENCES entities (id),
  form TEXT NOT NULL,
  PRIMARY KEY (folded, entity, form)
)
--=
CREATE INDEX entity_forms_by_entity ON entity_forms (entity)
--=
CREATE TABLE mentions (
  entity TEXT NOT NULL,
  "key" INTEGER NOT NULL,
  number INTEGER NOT NULL REFERENCES pages (number),
  mentions INTEGER NOT NULL,
  PRIMARY KEY (entity, "key")
)
--=
CREATE INDEX mentions_by_number ON mentions (number)
--=
CREATE TABLE quotations (
  "key" INTEGER PRIMARY KEY,
  number INTEGER NOT NULL REFERENCES pages (number),
  entity TEXT,
  kind TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL
)
--=
CREATE INDEX quotations_by_number ON quotations (number)
--=
CREATE INDEX quotations_by_entity ON quotations (entity, "key")
--=
CREATE TABLE quantities (
  "key" INTEGER PRIMARY KEY,
  number INTEGER NOT NULL REFERENCES pages (number),
  "low" REAL,
  "high" REAL,
  unit TEXT,
  entity TEXT,
  as_of TEXT,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL
)
--=
CREATE INDEX quantities_by_number ON quantities (number)
--=
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  made_by TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE INDEX events_by_latest ON events (latest)
--=
CREATE TABLE event_pages (
  event TEXT NOT NULL REFERENCES events (id),
  place INTEGER NOT NULL,
  number INTEGER NOT NULL REFERENCES pages (number),
  PRIMARY KEY (event, place)
)
--=
CREATE INDEX event_pages_by_number ON event_pages (number)
--=
CREATE TABLE stories (
  id TEXT PRIMARY KEY,
  made_by TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE story_events (
  story TEXT NOT NULL REFERENCES stories (id),
  place INTEGER NOT NULL,
  event TEXT NOT NULL REFERENCES events (id),
  PRIMARY KEY (story, place)
)
--=
CREATE INDEX story_events_by_event ON story_events (event)
--=
CREATE TABLE passages (
  id TEXT PRIMARY KEY,
  made_by TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE passage_pages (
  passage TEXT NOT NULL REFERENCES passages (id),
  number INTEGER NOT NULL REFERENCES pages (number),
  PRIMARY KEY (passage, number)
)
--=
CREATE INDEX passage_pages_by_number ON passage_pages (number)
--=
CREATE TABLE versions (
  number INTEGER NOT NULL REFERENCES pages (number),
  earlier INTEGER NOT NULL REFERENCES pages (number),
  made_by TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (number, earlier)
)
--=
CREATE INDEX versions_by_earlier ON versions (earlier)
--=
CREATE TABLE origins (
  number INTEGER PRIMARY KEY REFERENCES pages (number),
  made_by TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE synopses (
  id TEXT PRIMARY KEY,
  made_by TEXT NOT NULL,
  made TEXT NOT NULL,
  record BLOB NOT NULL
)
--=
CREATE TABLE synopsis_pages (
  synopsis TEXT NOT NULL REFERENCES synopses (id),
  number INTEGER NOT NULL REFERENCES pages (number),
  PRIMARY KEY (synopsis, number)
)
--=
CREATE INDEX synopsis_pages_by_number ON synopsis_pages (number)
--=
CREATE TABLE corrections (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  person TEXT NOT NULL,
  made TEXT NOT NULL,
  undone TEXT,
  record BLOB NOT NULL
)
--=
CREATE TABLE correction_bytes (
  correction TEXT NOT NULL REFERENCES corrections (id),
  bytes_id TEXT NOT NULL,
  PRIMARY KEY (correction, bytes_id)
)
--=
CREATE INDEX correction_bytes_by_bytes ON correction_bytes (bytes_id)
--=
CREATE VIRTUAL TABLE page_terms USING fts5 (
  headline, lead, body, caption, correction, comment, teaser, imprint, marks,
  content='', tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'"
)
--=
CREATE VIRTUAL TABLE quotation_terms USING fts5 (
  words, voice, content='', tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'"
)
--=
CREATE VIRTUAL TABLE quantity_terms USING fts5 (
  words, voice, content='', tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'"
)
