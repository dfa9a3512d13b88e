"""Digits, numbers, pages and non-digits that are made."""
