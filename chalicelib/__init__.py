"""HubEE: the exchange hub between online services and the administrations that treat their files."""
