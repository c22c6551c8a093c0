"""Every table: infrastructure, sandbox and tests create what stands here."""

from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.adapters.dynamo_people_tables import PEOPLE_TABLES
from chalicelib.adapters.dynamo_tables import EXCHANGE_TABLES
from chalicelib.adapters.dynamo_webhook_rows import WebhookRow

TABLES: tuple[type[HubModel], ...] = (*EXCHANGE_TABLES, WebhookRow, *PEOPLE_TABLES)
