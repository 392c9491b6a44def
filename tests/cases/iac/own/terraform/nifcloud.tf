resource "nifcloud_security_group_rule" "everyone" {
  type = "IN"
  # hit: nifcloud-security-group-open
  cidr_ip = "0.0.0.0/0"
}

resource "nifcloud_security_group_rule" "out" {
  type = "OUT"
  # ok: nifcloud-security-group-open
  cidr_ip = "0.0.0.0/0"
}

resource "nifcloud_db_security_group" "groups" {
  rule {
    # hit: nifcloud-database-open
    cidr_ip = "0.0.0.0/0"
  }
  rule {
    # ok: nifcloud-database-open
    cidr_ip = "10.20.0.0/16"
  }
}

resource "nifcloud_db_instance" "open" {
  # hit: nifcloud-database-public
  publicly_accessible = true
  # hit: nifcloud-database-backup-short
  backup_retention_period = 3
  # hit: nifcloud-common-private-network
  network_id = "net-COMMON_PRIVATE"
}

resource "nifcloud_db_instance" "closed" {
  # ok: nifcloud-database-public
  publicly_accessible = false
  # ok: nifcloud-database-backup-short
  backup_retention_period = 7
  # ok: nifcloud-common-private-network
  network_id = nifcloud_private_lan.main.id
}

# hit: nifcloud-without-security-group
resource "nifcloud_instance" "bare" {
  network_interface {
    # hit: nifcloud-common-private-network
    network_id = "net-COMMON_PRIVATE"
  }
}

# ok: nifcloud-without-security-group
resource "nifcloud_instance" "guarded" {
  security_group = nifcloud_security_group.app.group_name
}

resource "nifcloud_elb" "plain" {
  # hit: nifcloud-load-balancer-http
  protocol = "HTTP"
}

resource "nifcloud_elb" "encrypted" {
  # ok: nifcloud-load-balancer-http
  protocol = "HTTPS"
}

resource "nifcloud_load_balancer" "old" {
  load_balancer_port = 443
  # hit: nifcloud-load-balancer-weak-tls
  ssl_policy_name = "Standard Ciphers A ver1"
}

resource "nifcloud_load_balancer" "new" {
  # ok: nifcloud-load-balancer-http
  load_balancer_port = 443
  # ok: nifcloud-load-balancer-weak-tls
  ssl_policy_name = "Standard Ciphers D ver1"
}
