"""What EventBridge hands to the function of a schedule."""

EVENT: dict[str, object] = {"version": "0", "id": "1", "account": "1", "region": "eu-west-3", "source": "aws.events", "resources": []}
EVENT |= {"detail-type": "Scheduled Event", "detail": {}, "time": "2026-11-24T00:05:00Z"}
