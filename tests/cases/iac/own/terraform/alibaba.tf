resource "alicloud_security_group_rule" "ssh" {
  type        = "ingress"
  ip_protocol = "tcp"
  port_range  = "20/30"
  # hit: alibaba-security-group-ssh-open
  cidr_ip = "0.0.0.0/0"
}

resource "alicloud_security_group_rule" "rdp" {
  type        = "ingress"
  ip_protocol = "tcp"
  port_range  = "3389/3389"
  # hit: alibaba-security-group-rdp-open
  cidr_ip = "0.0.0.0/0"
}

resource "alicloud_security_group_rule" "office" {
  type        = "ingress"
  ip_protocol = "tcp"
  port_range  = "22/3389"
  # ok: alibaba-security-group-ssh-open alibaba-security-group-rdp-open alibaba-security-group-service-port-open
  cidr_ip = "203.0.113.0/24"
}

resource "alicloud_security_group_rule" "everything" {
  type        = "ingress"
  ip_protocol = "all"
  port_range  = "-1/-1"
  # hit: alibaba-security-group-all-ports-open
  # ok: alibaba-security-group-ssh-open
  cidr_ip = "0.0.0.0/0"
}

resource "alicloud_security_group_rule" "nothing" {
  type        = "ingress"
  ip_protocol = "all"
  policy      = "drop"
  port_range  = "-1/-1"
  # ok: alibaba-security-group-all-ports-open
  cidr_ip = "0.0.0.0/0"
}

resource "alicloud_security_group_rule" "mysql" {
  type        = "ingress"
  ip_protocol = "tcp"
  port_range  = "3306/3306"
  # hit: alibaba-security-group-service-port-open
  cidr_ip = "0.0.0.0/0"
}

resource "alicloud_oss_bucket" "policies" {
  # hit: alibaba-bucket-website
  website {
    index_document = "index.html"
  }
  # hit: alibaba-bucket-http
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["oss:GetObject"]
        Resource = ["acs:oss:*:*:example/*"]
        # hit: alibaba-bucket-policy-public
        Principal = ["*"]
      },
      {
        Effect   = "Allow"
        Action   = ["oss:GetObject"]
        Resource = ["acs:oss:*:*:example/*"]
        # ok: alibaba-bucket-policy-public
        Principal = ["123456789012"]
      },
    ]
  })
}

# ok: alibaba-bucket-website
resource "alicloud_oss_bucket" "encrypted" {
  # ok: alibaba-bucket-http
  policy = jsonencode({
    Statement = [
      {
        Effect    = "Deny"
        Action    = ["oss:*"]
        Resource  = ["acs:oss:*:*:example/*"]
        Principal = ["*"]
        Condition = { Bool = { "acs:SecureTransport" = ["false"] } }
      },
    ]
  })
}

resource "alicloud_nas_file_system" "plain" {
  # hit: alibaba-file-system-not-encrypted alibaba-file-system-without-customer-key
  encrypt_type = 0
}

resource "alicloud_nas_file_system" "platform" {
  # hit: alibaba-file-system-without-customer-key
  # ok: alibaba-file-system-not-encrypted
  encrypt_type = 1
}

resource "alicloud_nas_file_system" "own_key" {
  # ok: alibaba-file-system-without-customer-key
  encrypt_type = 2
}

resource "alicloud_kms_key" "off" {
  # hit: alibaba-kms-key-disabled
  status = "Disabled"
}

resource "alicloud_kms_key" "slow" {
  automatic_rotation = "Enabled"
  # hit: alibaba-kms-key-not-rotated
  rotation_interval = "730d"
  # ok: alibaba-kms-key-disabled
  status = "Enabled"
}

resource "alicloud_kms_key" "yearly" {
  automatic_rotation = "Enabled"
  # ok: alibaba-kms-key-not-rotated
  rotation_interval = "365d"
}

resource "alicloud_log_store" "short" {
  # hit: alibaba-log-retention-short
  retention_period = 30
}

resource "alicloud_log_store" "long" {
  # ok: alibaba-log-retention-short
  retention_period = 90
}

# hit: alibaba-policy-attached-to-user
resource "alicloud_ram_user_policy_attachment" "jane" {
  user_name = "jane"
}

# ok: alibaba-policy-attached-to-user
resource "alicloud_ram_group_policy_attachment" "developers" {
  group_name = "developers"
}

# hit: alibaba-vpc-flow-logs-off
resource "alicloud_vpc" "silent" {
  cidr_block = "10.0.0.0/16"
}

# ok: alibaba-vpc-flow-logs-off
resource "alicloud_vpc" "logged" {
  cidr_block = "10.1.0.0/16"
}

resource "alicloud_vpc_flow_log" "logged" {
  resource_id = alicloud_vpc.logged.id
}

resource "alicloud_ros_stack_instance" "gone" {
  # hit: alibaba-stack-retention-off
  retain_stacks = false
}

resource "alicloud_ros_stack_instance" "kept" {
  # ok: alibaba-stack-retention-off
  retain_stacks = true
}

# hit: alibaba-stack-without-policy
resource "alicloud_ros_stack" "free" {
  stack_name = "free"
}

# ok: alibaba-stack-without-policy
resource "alicloud_ros_stack" "bound" {
  stack_policy_body = file("policy.json")
}

resource "alicloud_db_instance" "silent" {
  engine = "PostgreSQL"
  parameters {
    name = "log_connections"
    # hit: alibaba-database-logins-not-logged
    value = "off"
  }
  parameters {
    name = "log_disconnections"
    # ok: alibaba-database-logins-not-logged
    value = "on"
  }
  parameters {
    name = "array_nulls"
    # ok: alibaba-database-logins-not-logged
    value = "off"
  }
}
