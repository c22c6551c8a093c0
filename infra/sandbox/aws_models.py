"""Reads botocore's descriptions of AWS once a process: boto3, pynamodb and moto would each read their own, tests once more for each hub."""

from functools import cache

from botocore.loaders import JSONFileLoader

_read_once = cache(JSONFileLoader().load_file)


def install() -> None:
    """Put it in place."""
    JSONFileLoader.load_file = lambda _, file_path: _read_once(file_path)
