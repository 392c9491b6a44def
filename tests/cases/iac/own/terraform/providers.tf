variable "linode_token" {
  type      = string
  sensitive = true
}

provider "linode" {
  # hit: terraform-provider-credential
  token = "5f0b1c7e9a3d4286b1f7c05e8d92a6347be1"
}

provider "linode" {
  alias = "by_variable"
  # ok: terraform-provider-credential
  token = var.linode_token
}

provider "datadog" {
  # hit: terraform-provider-credential
  api_key = "c1a09be27f4d43d5a86e30f1d9b25c74"
  # hit: terraform-provider-credential
  app_key = "7d20e4b9c6a1458f9e37f0b2c81d6a5398e4c17b"
}

provider "openstack" {
  # ok: terraform-provider-credential
  password = "changeme-please"
}

provider "vault" {
  # ok: terraform-provider-credential
  token = "root"
}
