"""The types that the stages meet in. Everything is frozen; collections are tuples; spans point into `Page.text`."""
