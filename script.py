"""The Flask application object: for `flask --app script run`, or a WSGI server's `script:app`."""

from digits.web import create_app
from digits.web.settings import from_environment

app = create_app(from_environment())
