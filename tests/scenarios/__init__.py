"""The contract that every forge keeps: each scenario is written once and runs on all of them, from the webhook to what
people see. `python -m tests.scenarios` prints the table."""
