"""the segment classifier: what it learns from, and how it is trained and written."""
