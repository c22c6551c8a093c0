"""``python -m hubee_client``."""

from hubee_client.command import run

run()
