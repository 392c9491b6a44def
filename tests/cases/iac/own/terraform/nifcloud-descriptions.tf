# hit: nifcloud-security-group-no-description
resource "nifcloud_security_group" "silent" {
  group_name = "silent"
}

resource "nifcloud_security_group" "told" {
  # ok: nifcloud-security-group-no-description
  description = "HTTPS from the load balancer"
}

resource "nifcloud_db_security_group" "empty" {
  # hit: nifcloud-security-group-no-description
  description = ""
}
