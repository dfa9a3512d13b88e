"""Distillation: learning from a teacher's answers."""
