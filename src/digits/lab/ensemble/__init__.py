"""The record: members trained by a plan, some without the writers of a fold, and what they say together."""
