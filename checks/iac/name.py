"""What people call this check."""

NAME = "iac"
