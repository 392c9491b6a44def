# hit: aws-rds-unencrypted
resource "aws_db_instance" "careless" {
  engine                  = "postgres"
  # hit: aws-rds-default-port
  port                    = 5432
  # hit: aws-rds-password-in-template
  password                = "Winter-in-Kyoto"
  # hit: aws-rds-no-backup aws-rds-short-backups
  backup_retention_period = 0
  # hit: aws-rds-old-ca
  ca_cert_identifier      = "rds-ca-2015"
}
# ok: aws-rds-default-port aws-rds-no-backup aws-rds-old-ca aws-rds-password-in-template aws-rds-short-backups aws-rds-unencrypted
resource "aws_db_instance" "careful" {
  engine                  = "postgres"
  port                    = 15432
  password                = var.password
  storage_encrypted       = true
  backup_retention_period = 14
  ca_cert_identifier      = "rds-ca-rsa2048-g1"
}
variable "password" {}
# hit: aws-rds-no-deletion-protection
module "open_db" {
  source                     = "terraform-aws-modules/rds/aws"
  # hit: aws-rds-publicly-accessible
  publicly_accessible        = true
  # hit: aws-rds-no-minor-upgrades
  auto_minor_version_upgrade = false
  backup_retention_period    = 7
}
# ok: aws-rds-no-deletion-protection aws-rds-no-minor-upgrades aws-rds-publicly-accessible
module "closed_db" {
  source                  = "terraform-aws-modules/rds/aws"
  deletion_protection     = true
  backup_retention_period = 7
}
# hit: aws-rds-cluster-unencrypted
resource "aws_rds_cluster" "plain" {
  engine                  = "aurora-mysql"
  backup_retention_period = 7
}
# ok: aws-rds-cluster-unencrypted
resource "aws_rds_cluster" "restored" {
  engine                  = "aurora-mysql"
  snapshot_identifier     = "before-the-move"
  backup_retention_period = 7
}
# hit: aws-dynamodb-own-key-missing
resource "aws_dynamodb_table" "default" {
  name = "orders"
}
# ok: aws-dynamodb-own-key-missing
resource "aws_dynamodb_table" "own" {
  name = "orders"
  server_side_encryption {
    enabled = true
  }
}
# hit: aws-docdb-no-audit-log
resource "aws_docdb_cluster" "silent" {
  cluster_identifier = "shop"
}
# ok: aws-docdb-no-audit-log
resource "aws_docdb_cluster" "logged" {
  enabled_cloudwatch_logs_exports = ["audit", "profiler"]
}
# hit: aws-elasticache-plain-connections
resource "aws_elasticache_replication_group" "plain" {
  engine = "redis"
}
# ok: aws-elasticache-plain-connections
resource "aws_elasticache_replication_group" "tls" {
  engine                     = "redis"
  transit_encryption_enabled = true
}
# hit: aws-elasticache-outside-vpc
resource "aws_elasticache_cluster" "old" {
  engine         = "redis"
  # hit: aws-elasticache-old-engine
  engine_version = "4.0.10"
}
# ok: aws-elasticache-old-engine aws-elasticache-outside-vpc
resource "aws_elasticache_cluster" "new" {
  engine            = "redis"
  engine_version    = "7.1"
  subnet_group_name = "private"
}
resource "aws_dms_endpoint" "leaky" {
  # hit: aws-dms-password-in-template
  password = "Winter-in-Kyoto"
}
# ok: aws-dms-password-in-template
resource "aws_dms_endpoint" "clean" {
  secrets_manager_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db"
}
