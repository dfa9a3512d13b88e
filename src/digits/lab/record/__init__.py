"""The record: members trained by a plan, each without the writers of one fold, and what they say together."""
