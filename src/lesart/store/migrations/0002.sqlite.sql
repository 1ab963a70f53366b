-- Version 2, on SQLite: relations grow with each page added. Pages that are there already wait to be related.
CREATE TABLE waiting (
  number INTEGER PRIMARY KEY REFERENCES pages (number)
)
--=
INSERT INTO waiting (number) SELECT number FROM pages
--=
CREATE TABLE prints (
  hash INTEGER NOT NULL,
  number INTEGER NOT NULL REFERENCES pages (number),
  PRIMARY KEY (hash, number)
) WITHOUT ROWID
--=
CREATE INDEX prints_by_number ON prints (number)
--=
CREATE TABLE heavy_terms (
  term INTEGER NOT NULL,
  "key" INTEGER NOT NULL,
  number INTEGER NOT NULL REFERENCES pages (number),
  PRIMARY KEY (term, "key")
) WITHOUT ROWID
--=
CREATE INDEX heavy_terms_by_number ON heavy_terms (number)
