"""Starts the web application: `python script.py`, with the options of `digits serve`.

For `flask --app script run` or a WSGI server (`script:app`) it holds the Flask application object.
"""

import sys

if __name__ == "__main__":
    from digits.cli import main

    main(["serve", *sys.argv[1:]], "digits")
else:
    from digits.web import create_app
    from digits.web.settings import from_environment

    app = create_app(from_environment())
