-- The archive of version 1, on PostgreSQL. A line of two dashes and an equals sign ends a statement.
CREATE TABLE archive (
  name TEXT COLLATE "C" PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
)
--=
CREATE TABLE blobs (
  id TEXT COLLATE "C" PRIMARY KEY,
  size BIGINT NOT NULL,
  packed BYTEA NOT NULL
)
--=
CREATE TABLE pages (
  number BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  "key" BIGINT NOT NULL UNIQUE,
  bytes_id TEXT COLLATE "C" NOT NULL REFERENCES blobs (id),
  address TEXT COLLATE "C" NOT NULL,
  canonical TEXT COLLATE "C",
  source TEXT COLLATE "C" NOT NULL,
  url TEXT COLLATE "C",
  title TEXT COLLATE "C",
  outlet TEXT COLLATE "C",
  language TEXT COLLATE "C",
  published TEXT COLLATE "C",
  updated TEXT COLLATE "C",
  day_from TEXT COLLATE "C",
  day_to TEXT COLLATE "C",
  text_sha256 TEXT COLLATE "C" NOT NULL,
  "length" BIGINT NOT NULL,
  added TEXT COLLATE "C" NOT NULL,
  made_by TEXT COLLATE "C" NOT NULL,
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
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  record BYTEA NOT NULL
)
--=
CREATE TABLE sightings (
  number BIGINT NOT NULL REFERENCES pages (number),
  seen TEXT COLLATE "C" NOT NULL,
  bytes_id TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (number, seen, bytes_id)
)
--=
CREATE TABLE transcripts (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  body BYTEA NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE annotations (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  record BYTEA NOT NULL
)
--=
CREATE TABLE corrected (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  record BYTEA NOT NULL
)
--=
CREATE TABLE indexed (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  record BYTEA NOT NULL
)
--=
CREATE TABLE staged (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE entities (
  id TEXT COLLATE "C" PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL
)
--=
CREATE TABLE entity_forms (
  folded TEXT COLLATE "C" NOT NULL,
  entity TEXT COLLATE "C" NOT NULL REFERENCES entities (id),
  form TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (folded, entity, form)
)
--=
CREATE INDEX entity_forms_by_entity ON entity_forms (entity)
--=
CREATE TABLE mentions (
  entity TEXT COLLATE "C" NOT NULL,
  "key" BIGINT NOT NULL,
  number BIGINT NOT NULL REFERENCES pages (number),
  mentions BIGINT NOT NULL,
  PRIMARY KEY (entity, "key")
)
--=
CREATE INDEX mentions_by_number ON mentions (number)
--=
CREATE TABLE quotations (
  "key" BIGINT PRIMARY KEY,
  number BIGINT NOT NULL REFERENCES pages (number),
  entity TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  "start" BIGINT NOT NULL,
  "end" BIGINT NOT NULL
)
--=
CREATE INDEX quotations_by_number ON quotations (number)
--=
CREATE INDEX quotations_by_entity ON quotations (entity, "key")
--=
CREATE TABLE quantities (
  "key" BIGINT PRIMARY KEY,
  number BIGINT NOT NULL REFERENCES pages (number),
  "low" DOUBLE PRECISION,
  "high" DOUBLE PRECISION,
  unit TEXT COLLATE "C",
  entity TEXT COLLATE "C",
  as_of TEXT COLLATE "C",
  "start" BIGINT NOT NULL,
  "end" BIGINT NOT NULL
)
--=
CREATE INDEX quantities_by_number ON quantities (number)
--=
CREATE TABLE events (
  id TEXT COLLATE "C" PRIMARY KEY,
  state TEXT COLLATE "C" NOT NULL,
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE INDEX events_by_latest ON events (latest)
--=
CREATE TABLE event_pages (
  event TEXT COLLATE "C" NOT NULL REFERENCES events (id),
  place BIGINT NOT NULL,
  number BIGINT NOT NULL REFERENCES pages (number),
  PRIMARY KEY (event, place)
)
--=
CREATE INDEX event_pages_by_number ON event_pages (number)
--=
CREATE TABLE stories (
  id TEXT COLLATE "C" PRIMARY KEY,
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE story_events (
  story TEXT COLLATE "C" NOT NULL REFERENCES stories (id),
  place BIGINT NOT NULL,
  event TEXT COLLATE "C" NOT NULL REFERENCES events (id),
  PRIMARY KEY (story, place)
)
--=
CREATE INDEX story_events_by_event ON story_events (event)
--=
CREATE TABLE passages (
  id TEXT COLLATE "C" PRIMARY KEY,
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE passage_pages (
  passage TEXT COLLATE "C" NOT NULL REFERENCES passages (id),
  number BIGINT NOT NULL REFERENCES pages (number),
  PRIMARY KEY (passage, number)
)
--=
CREATE INDEX passage_pages_by_number ON passage_pages (number)
--=
CREATE TABLE versions (
  number BIGINT NOT NULL REFERENCES pages (number),
  earlier BIGINT NOT NULL REFERENCES pages (number),
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL,
  PRIMARY KEY (number, earlier)
)
--=
CREATE INDEX versions_by_earlier ON versions (earlier)
--=
CREATE TABLE origins (
  number BIGINT PRIMARY KEY REFERENCES pages (number),
  made_by TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE synopses (
  id TEXT COLLATE "C" PRIMARY KEY,
  made_by TEXT COLLATE "C" NOT NULL,
  made TEXT COLLATE "C" NOT NULL,
  record BYTEA NOT NULL
)
--=
CREATE TABLE synopsis_pages (
  synopsis TEXT COLLATE "C" NOT NULL REFERENCES synopses (id),
  number BIGINT NOT NULL REFERENCES pages (number),
  PRIMARY KEY (synopsis, number)
)
--=
CREATE INDEX synopsis_pages_by_number ON synopsis_pages (number)
--=
CREATE TABLE corrections (
  id TEXT COLLATE "C" PRIMARY KEY,
  position BIGINT NOT NULL UNIQUE,
  kind TEXT COLLATE "C" NOT NULL,
  person TEXT COLLATE "C" NOT NULL,
  made TEXT COLLATE "C" NOT NULL,
  undone TEXT COLLATE "C",
  record BYTEA NOT NULL
)
--=
CREATE TABLE correction_bytes (
  correction TEXT COLLATE "C" NOT NULL REFERENCES corrections (id),
  bytes_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (correction, bytes_id)
)
--=
CREATE INDEX correction_bytes_by_bytes ON correction_bytes (bytes_id)
--=
CREATE TABLE page_index (
  "key" BIGINT PRIMARY KEY,
  main TSVECTOR NOT NULL,
  aside TSVECTOR NOT NULL
)
--=
CREATE INDEX page_index_terms ON page_index USING GIN (main, aside)
--=
CREATE TABLE page_chunks (
  "key" BIGINT NOT NULL,
  place BIGINT NOT NULL,
  main TSVECTOR NOT NULL,
  aside TSVECTOR NOT NULL,
  PRIMARY KEY ("key", place)
)
--=
CREATE INDEX page_chunks_terms ON page_chunks USING GIN (main, aside)
--=
CREATE TABLE quotation_index (
  "key" BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL,
  voice TSVECTOR NOT NULL
)
--=
CREATE INDEX quotation_index_terms ON quotation_index USING GIN (words, voice)
--=
CREATE TABLE quantity_index (
  "key" BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL,
  voice TSVECTOR NOT NULL
)
--=
CREATE INDEX quantity_index_terms ON quantity_index USING GIN (words, voice)
