"""What registries say about packages, asked after the verdict and only where the operator wants it."""
