"""Generated passages of the documents: ``python -m tools.documents`` fills them, ``--check`` says which drifted.

A passage stands in a Markdown file between two marks, on lines of their own or within a line::

    <!-- made: results.table -->
    ...
    <!-- end -->

Its name, in small letters, is a key of `PASSAGES` in some module of this package: a mapping from names to functions
that take nothing and return Markdown. A passage in French has the English one's name and ``.fr`` behind it.
"""
