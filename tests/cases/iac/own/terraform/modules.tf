module "database" {
  source  = "terraform-aws-modules/rds/aws"
  version = "6.10.0"
  # hit: aws-rds-unencrypted
  storage_encrypted = false
}

# ok: aws-rds-unencrypted
module "database_by_default" {
  source  = "terraform-aws-modules/rds/aws"
  version = "6.10.0"
}

module "ours" {
  source = "git::https://git.example.org/modules/rds.git?ref=1.2.0"
  # ok: aws-rds-unencrypted
  storage_encrypted = false
}
