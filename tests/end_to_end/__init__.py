"""From the front door: a local GitHub over HTTP and git, the service as processes of its own, real webhooks."""
