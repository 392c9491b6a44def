"""Measurements: speed and accuracy, beside the raw tools. Not tests: nothing here passes or fails."""
