"""What a WSGI server imports. `python -m pulse serve` needs no other server; this is for who has one already."""

from pulse import create_app
from pulse.base import logs

logs.configure()
app = create_app()
