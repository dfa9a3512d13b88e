"""The rows of the table: one module per comparison, with a `ROW`."""
