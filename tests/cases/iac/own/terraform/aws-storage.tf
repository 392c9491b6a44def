# hit: aws-s3-bucket-no-access-log
resource "aws_s3_bucket" "open" {
  # hit: aws-s3-bucket-public-read
  acl = "public-read"
}
# ok: aws-s3-bucket-authenticated-users aws-s3-bucket-no-access-log aws-s3-bucket-public-read aws-s3-bucket-public-write aws-s3-open-cors aws-s3-website
resource "aws_s3_bucket" "closed" {
  acl = "private"
  cors_rule {
    allowed_origins = ["https://shop.example.com"]
    allowed_methods = ["GET"]
  }
}
resource "aws_s3_bucket_logging" "closed" {
  bucket        = aws_s3_bucket.closed.id
  target_bucket = "logs"
}
resource "aws_s3_bucket_acl" "drop" {
  # hit: aws-s3-bucket-public-read aws-s3-bucket-public-write
  acl = "public-read-write"
}
resource "aws_s3_bucket_acl" "members" {
  # hit: aws-s3-bucket-authenticated-users
  acl = "authenticated-read"
}
resource "aws_s3_bucket_acl" "delegated" {
  access_control_policy {
    grant {
      # hit: aws-s3-acl-grants-write-acp
      permission = "WRITE_ACP"
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
    }
  }
}
# ok: aws-s3-acl-grants-write-acp
resource "aws_s3_bucket_acl" "owned" {
  access_control_policy {
    grant {
      permission = "FULL_CONTROL"
      grantee {
        type = "CanonicalUser"
        id   = "c1"
      }
    }
  }
}
resource "aws_s3_bucket_cors_configuration" "open" {
  cors_rule {
    allowed_methods = ["GET"]
    # hit: aws-s3-open-cors
    allowed_origins = ["*"]
  }
}
resource "aws_s3_bucket_website_configuration" "site" {
  # hit: aws-s3-website
  index_document {
    suffix = "index.html"
  }
}
resource "aws_s3_bucket_policy" "open" {
  # hit: aws-s3-bucket-accepts-http
  policy = jsonencode({
    Statement = [
      # hit: aws-s3-bucket-policy-public
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::open/*"
      }
    ]
  })
}
# ok: aws-s3-bucket-accepts-http aws-s3-bucket-policy-public
resource "aws_s3_bucket_policy" "strict" {
  policy = jsonencode({
    Statement = [
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::closed/*"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}
module "bucket" {
  source                  = "terraform-aws-modules/s3-bucket/aws"
  # hit: aws-s3-block-public-acls-off
  block_public_acls       = false
  # hit: aws-s3-block-public-policy-off
  block_public_policy     = false
  # hit: aws-s3-ignore-public-acls-off
  ignore_public_acls      = false
  # hit: aws-s3-restrict-public-buckets-off
  restrict_public_buckets = false
}
# ok: aws-s3-block-public-acls-off aws-s3-block-public-policy-off aws-s3-ignore-public-acls-off aws-s3-restrict-public-buckets-off
module "newer_bucket" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 4.1"
}
# hit: aws-s3-object-unencrypted
resource "aws_s3_object" "plain" {
  key = "list.csv"
}
# ok: aws-s3-object-unencrypted
resource "aws_s3_object" "encrypted" {
  key                    = "list.csv"
  server_side_encryption = "aws:kms"
}
# hit: aws-ebs-volume-unencrypted
resource "aws_ebs_snapshot_copy" "plain" {
  source_region = "eu-west-1"
}
# ok: aws-ebs-volume-unencrypted
resource "aws_ebs_snapshot_copy" "encrypted" {
  source_region = "eu-west-1"
  encrypted     = true
}
# hit: aws-ami-unencrypted
resource "aws_ami_copy" "plain" {
  name = "web"
}
# ok: aws-ami-unencrypted
resource "aws_ami_copy" "encrypted" {
  name      = "web"
  encrypted = true
}
resource "aws_efs_file_system_policy" "open" {
  policy = jsonencode({
    # hit: aws-efs-policy-public
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
    }]
  })
}
# ok: aws-efs-policy-public
resource "aws_efs_file_system_policy" "mounts" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
      Condition = { Bool = { "elasticfilesystem:AccessedViaMountTarget" = "true" } }
    }]
  })
}
