"""The OpenAPI 3.1 document, and the page /docs that shows it."""
