"""Distillation: training a network on a teacher's answers."""
