"""What a WSGI server imports."""

from pulse import create_app

app = create_app()
