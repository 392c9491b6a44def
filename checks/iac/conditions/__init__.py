"""What can be said of resources, as YAML says it. Pure: knows no engine, no table and no files.

`parse` turns one entry of a policy's `own` list into a `Condition`, or says what is wrong with it; `own/README.md` is
the page for whoever writes one.
"""

from checks.iac.conditions.condition import BadCondition, Condition, Relation, parse

__all__ = ["BadCondition", "Condition", "Relation", "parse"]
