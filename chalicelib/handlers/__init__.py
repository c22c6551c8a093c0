"""The edge: URLs, queues and schedules turned into use-case calls, values turned into answers."""
