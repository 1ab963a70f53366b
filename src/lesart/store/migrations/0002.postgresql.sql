-- Version 2, on PostgreSQL: relations grow with each page added. Pages that are there already wait to be related.
CREATE TABLE waiting (
  number BIGINT PRIMARY KEY REFERENCES pages (number)
)
--=
INSERT INTO waiting (number) SELECT number FROM pages
--=
CREATE TABLE prints (
  hash BIGINT NOT NULL,
  number BIGINT NOT NULL REFERENCES pages (number),
  PRIMARY KEY (hash, number)
)
--=
CREATE INDEX prints_by_number ON prints (number)
--=
CREATE TABLE heavy_terms (
  term BIGINT NOT NULL,
  "key" BIGINT NOT NULL,
  number BIGINT NOT NULL REFERENCES pages (number),
  PRIMARY KEY (term, "key")
)
--=
CREATE INDEX heavy_terms_by_number ON heavy_terms (number)
