-- Version 3, on PostgreSQL: events in lists, by their last day.
CREATE INDEX events_newest ON events (coalesce(latest, ''), id) WHERE state <> 'overruled'
