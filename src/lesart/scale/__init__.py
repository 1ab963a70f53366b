"""The same stages on millions of pages, on a dataframe engine."""
