"""What the web pages show of the laboratory, gathered from `results/` and MNIST into ``digits/web/data``.

``python -m tools.web_data`` writes it all again; a test holds that nothing has drifted from `results/`.
"""
