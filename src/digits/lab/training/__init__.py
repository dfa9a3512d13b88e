"""Training: recipes, runs, the loop, checkpoints, distillation."""
