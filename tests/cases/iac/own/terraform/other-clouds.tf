resource "oci_core_network_security_group_security_rule" "rdp" {
  direction = "INGRESS"
  protocol  = "6"
  # hit: oracle-security-list-rdp-open
  source = "0.0.0.0/0"
  tcp_options {
    destination_port_range {
      min = 3000
      max = 4000
    }
  }
}

resource "oci_core_network_security_group_security_rule" "web" {
  direction = "INGRESS"
  protocol  = "6"
  # ok: oracle-security-list-rdp-open
  source = "0.0.0.0/0"
  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "out" {
  direction   = "EGRESS"
  protocol    = "all"
  destination = "0.0.0.0/0"
  # ok: oracle-security-list-rdp-open
  source = "0.0.0.0/0"
}

resource "yandex_vpc_security_group" "rules" {
  ingress {
    protocol = "ANY"
    # hit: yandex-security-group-all-open
    v4_cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol = "TCP"
    port     = 443
    # ok: yandex-security-group-all-open
    v4_cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol = "ICMP"
    # ok: yandex-security-group-all-open
    v4_cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "yandex_vpc_security_group_rule" "everything" {
  direction = "ingress"
  protocol  = "TCP"
  from_port = 0
  to_port   = 65535
  # hit: yandex-security-group-all-open
  v4_cidr_blocks = ["0.0.0.0/0"]
}

resource "yandex_vpc_security_group_rule" "inside" {
  direction = "ingress"
  protocol  = "ANY"
  # ok: yandex-security-group-all-open
  v4_cidr_blocks = ["10.0.0.0/8"]
}
