"""Fill the generated tables and references of the documents.

``python -m tools.documents`` fills them, ``--check`` names the files that have drifted. A block in a Markdown file::

    <!-- generated: results.fr -->
    ...
    <!-- end -->

The name is a key of `tools.documents.__main__.BLOCKS`, with ``.fr`` behind it for French; arguments may follow it.
"""
