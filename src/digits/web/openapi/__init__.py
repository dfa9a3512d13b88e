"""The description of the API: an OpenAPI 3.1 document and a page that shows it, both from this server alone."""

from digits.web.openapi.pages import documentation

__all__ = ["documentation"]
