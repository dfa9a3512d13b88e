"""HTTP alone: bodies, problems, headers, negotiation, caching and the server; nothing here knows about digits."""
