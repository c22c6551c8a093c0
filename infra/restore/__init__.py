"""Rows from restored tables, compared with those that live and put back: ``python -m infra.restore STAGE``."""
