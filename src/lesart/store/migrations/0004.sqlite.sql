-- Version 4, on SQLite: nothing to change; the number is that of PostgreSQL.
SELECT 1
