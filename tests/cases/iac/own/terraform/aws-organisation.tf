resource "aws_organizations_organization" "billing" {
  # hit: aws-organisation-without-policies
  feature_set = "CONSOLIDATED_BILLING"
}

resource "aws_organizations_organization" "all" {
  # ok: aws-organisation-without-policies
  feature_set = "ALL"
}
