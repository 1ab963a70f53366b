-- Version 3, on SQLite: events in lists, by their last day.
CREATE INDEX events_newest ON events (coalesce(latest, ''), id) WHERE state <> 'overruled'
