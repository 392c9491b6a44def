"""What this check is called, in findings, policies and commands. Permanent."""

NAME = "dependencies"
