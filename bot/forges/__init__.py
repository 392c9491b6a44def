"""The forges, each behind `interface.Forge`."""
