resource "aws_iam_policy" "all" {
  policy = jsonencode({
    # hit: aws-iam-wildcard-administrator
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
# ok: aws-iam-wildcard-administrator
resource "aws_iam_policy" "mfa" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "*"
      Resource  = "*"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}
resource "aws_iam_role" "anyone" {
  assume_role_policy = jsonencode({
    # hit: aws-iam-role-assumed-by-anyone aws-iam-wildcard-actions
    Statement = [{
      Effect    = "Allow"
      Action    = "*"
      Principal = { AWS = "*" }
    }]
  })
}
# ok: aws-iam-cross-account-without-external-id aws-iam-role-assumed-by-anyone aws-iam-role-assumed-by-whole-account aws-iam-wildcard-actions
resource "aws_iam_role" "partner" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Condition = { StringEquals = { "sts:ExternalId" = "shop" } }
    }]
  })
}
resource "aws_iam_role" "account" {
  assume_role_policy = jsonencode({
    # hit: aws-iam-cross-account-without-external-id aws-iam-role-assumed-by-whole-account
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
    }]
  })
}
resource "aws_iam_user_policy" "climber" {
  user = "ci"
  policy = jsonencode({
    # hit: aws-iam-privilege-escalation
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PutUserPolicy"]
      Resource = "*"
    }]
  })
}
# ok: aws-iam-privilege-escalation
resource "aws_iam_user_policy" "passing" {
  user = "ci"
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PassRole"]
      Resource = "arn:aws:iam::111122223333:role/task"
    }]
  })
}
resource "aws_iam_role_policy" "rest" {
  role = "app"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      # hit: aws-policy-allow-with-not
      NotAction = "iam:*"
      Resource  = "arn:aws:s3:::shop/*"
    }]
  })
}
# ok: aws-policy-allow-with-not
resource "aws_iam_role_policy" "denied" {
  role = "app"
  policy = jsonencode({
    Statement = [{
      Effect    = "Deny"
      NotAction = "iam:*"
      Resource  = "*"
    }]
  })
}
resource "aws_iam_user_policy" "assume" {
  user = "ann"
  policy = jsonencode({
    # hit: aws-iam-user-policy-without-mfa
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = "arn:aws:iam::111122223333:role/ops"
    }]
  })
}
# ok: aws-iam-user-policy-without-mfa
resource "aws_iam_user_policy" "assume_with_mfa" {
  user = "ann"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Resource  = "arn:aws:iam::111122223333:role/ops"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}
resource "aws_iam_group_policy" "inline" {
  group  = "developers"
  # hit: aws-iam-inline-policy-on-group
  policy = "{}"
}
# ok: aws-iam-inline-policy-on-group
resource "aws_iam_group_policy_attachment" "managed" {
  group      = "developers"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_account_password_policy" "weak" {
  # hit: aws-iam-password-policy-short
  minimum_password_length        = 8
  # hit: aws-iam-password-policy-unchangeable
  allow_users_to_change_password = false
}
# ok: aws-iam-password-policy-short aws-iam-password-policy-unchangeable
resource "aws_iam_account_password_policy" "strong" {
  minimum_password_length = 14
}
resource "aws_iam_user_login_profile" "weak" {
  user            = "ann"
  # hit: aws-iam-user-login-weak
  password_length = 10
}
# ok: aws-iam-user-login-weak
resource "aws_iam_user_login_profile" "strong" {
  user            = "ann"
  password_length = 20
}
resource "aws_iam_access_key" "plain" {
  # hit: aws-iam-access-key-in-state
  user = "ci"
}
# ok: aws-iam-access-key-in-state
resource "aws_iam_access_key" "wrapped" {
  user    = "ci"
  pgp_key = "keybase:ops"
}
resource "aws_identitystore_user" "ann" {
  # hit: aws-sso-user-in-template
  user_name = "ann"
}
# ok: aws-sso-user-in-template
data "aws_identitystore_user" "ann" {
  identity_store_id = "d-1"
}
resource "aws_ssoadmin_permission_set" "day" {
  # hit: aws-sso-long-session
  session_duration = "PT12H"
}
# ok: aws-sso-long-session
resource "aws_ssoadmin_permission_set" "shift" {
  session_duration = "PT8H"
}
resource "aws_cognito_user_pool" "plain" {
  # hit: aws-cognito-no-mfa
  mfa_configuration = "OFF"
}
# ok: aws-cognito-no-mfa
resource "aws_cognito_user_pool" "strong" {
  mfa_configuration = "OPTIONAL"
}
provider "aws" {
  # hit: aws-provider-hardcoded-credentials
  access_key = "AKIAQ3EGRE5MGY2ZT4XW"
}
# ok: aws-provider-hardcoded-credentials
provider "aws" {
  alias      = "other"
  access_key = var.access_key
}
variable "access_key" {}
resource "aws_lambda_function" "leaky" {
  environment {
    variables = {
      # hit: aws-lambda-hardcoded-credentials
      KEY_ID = "AKIAQ3EGRE5MGY2ZT4XW"
    }
  }
}
# ok: aws-lambda-hardcoded-credentials
resource "aws_lambda_function" "clean" {
  environment {
    variables = {
      KEY_ID = "alias/shop"
    }
  }
}
resource "aws_launch_template" "leaky" {
  # hit: aws-ec2-user-data-credentials
  user_data = "export KEY=AKIAQ3EGRE5MGY2ZT4XW"
}
# ok: aws-ec2-user-data-credentials
resource "aws_launch_template" "clean" {
  user_data = "yum install -y nginx"
}
# hit: aws-secretsmanager-own-key-missing
resource "aws_secretsmanager_secret" "default" {
  name = "shop/db"
}
# ok: aws-secretsmanager-own-key-missing
resource "aws_secretsmanager_secret" "own" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.closed.arn
}
resource "aws_kms_key" "open" {
  policy = jsonencode({
    # hit: aws-kms-key-policy-public
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
# ok: aws-kms-key-policy-public
resource "aws_kms_key" "closed" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:Decrypt"
      Resource  = "*"
      Condition = { StringEquals = { "kms:CallerAccount" = "111122223333" } }
    }]
  })
}
resource "aws_secretsmanager_secret_policy" "open" {
  policy = data.aws_iam_policy_document.everyone.json
}
# ok: aws-secretsmanager-policy-public
resource "aws_secretsmanager_secret_policy" "closed" {
  policy = data.aws_iam_policy_document.app.json
}
data "aws_iam_policy_document" "everyone" {
  # hit: aws-secretsmanager-policy-public
  statement {
    actions = ["secretsmanager:GetSecretValue"]
    principals {
      type        = "AWS"
      # hit: aws-glue-policy-public
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:glue:eu-central-1:111122223333:catalog"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/app"]
    }
  }
}
resource "aws_glue_resource_policy" "open" {
  policy = data.aws_iam_policy_document.everyone.json
}
# ok: aws-glue-policy-public
resource "aws_glue_resource_policy" "closed" {
  policy = data.aws_iam_policy_document.app.json
}
