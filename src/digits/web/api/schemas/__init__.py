"""JSON schemas of bodies and responses: pydantic models that check requests and make the OpenAPI document."""
