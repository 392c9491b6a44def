"""Well-known modules whose inputs are called as the attributes of the resources that they make. Pure.

Only what a call writes is judged: what it leaves out has the module's default, which is mostly the safe one.
https://registry.terraform.io/namespaces/terraform-aws-modules
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.iac.model import Framework, Resource

_PLACE = "terraform-aws-modules/"
_MAKES = {
    "s3-bucket": (
        *("aws_s3_bucket", "aws_s3_bucket_policy", "aws_s3_bucket_acl", "aws_s3_bucket_public_access_block"),
        *("aws_s3_bucket_cors_configuration", "aws_s3_bucket_website_configuration"),
    ),
    "rds": ("aws_db_instance",),
    "rds-aurora": ("aws_rds_cluster",),
    "ec2-instance": ("aws_instance",),
    "sqs": ("aws_sqs_queue",),
    "sns": ("aws_sns_topic",),
    "lambda": ("aws_lambda_function",),
    "dynamodb-table": ("aws_dynamodb_table",),
    "cloudfront": ("aws_cloudfront_distribution",),
    "kms": ("aws_kms_key",),
    "alb": ("aws_lb",),
    "ecr": ("aws_ecr_repository",),
    "efs": ("aws_efs_file_system",),
    "elasticache": ("aws_elasticache_replication_group",),
    "redshift": ("aws_redshift_cluster",),
    "opensearch": ("aws_opensearch_domain",),
}


def made_by(resource: Resource) -> Iterator[Resource]:
    """What a call of such a module makes, with the call's inputs as attributes."""
    source = resource.node.at(["source"]) if resource.kind == "module" else None
    if not source or not source.known or resource.framework is not Framework.TERRAFORM:
        return
    _, found, rest = str(source.value).partition(_PLACE)
    name = rest.partition("/")[0].removeprefix("terraform-aws-").partition(".git")[0]
    if found:
        yield from (replace(resource, kind=kind) for kind in _MAKES.get(name, ()))
