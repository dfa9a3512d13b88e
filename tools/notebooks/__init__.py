"""Helpers of the notebooks: results read, pixels measured, figures drawn. They compute and draw; they write no text.

- `results`: the comparison on held-out writers and the test evaluations, from `results/`
- `measurements`: slant, stroke width, position and size of each image
- `photographs`: a page from camera to 28x28; images moved and resized
- `draw`: figures and tables in a cell
- `execution`: execute the notebooks; ``python -m tools.notebooks`` does it
"""
