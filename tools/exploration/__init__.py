"""What the two notebooks compute and draw, so that their cells are short and what has logic is tested.

- `place`, `showing`: where the results are, how much is done, and how figures, tables and sentences get into a notebook
- `people`: writers, sources, and who is in which part
- `pixels`: grey levels, ink, slant, the two invariants of MNIST's form
- `neighbours`: principal components, an embedding, nearest images, duplicates
- `stages`: a page drawn in code, and each step from it to 28x28
- `regression`: softmax regression from first principles
- `mistakes`, `claims`: what `results/` says of new writers and of the test set
- `drawing`: the figures of all this
- `building`: the notebooks themselves; ``python -m tools.exploration`` makes them
"""
