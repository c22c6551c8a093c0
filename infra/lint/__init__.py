"""The linters of the template, in an environment of their own: they pin what the hub does not."""
