resource "azurerm_storage_account" "open" {
  # hit: azure-storage-http
  https_traffic_only_enabled = false
  network_rules {
    default_action = "Deny"
    # hit: azure-storage-network-open
    ip_rules = ["0.0.0.0/0"]
    # hit: azure-storage-trusted-services-blocked
    bypass = ["Metrics"]
  }
}

resource "azurerm_storage_account" "closed" {
  # ok: azure-storage-http
  https_traffic_only_enabled = true
  network_rules {
    default_action = "Deny"
    # ok: azure-storage-network-open
    ip_rules = ["203.0.113.0/24"]
    # ok: azure-storage-trusted-services-blocked
    bypass = ["Metrics", "AzureServices"]
  }
}

resource "azurerm_storage_account_network_rules" "apart" {
  default_action = "Deny"
  # hit: azure-storage-network-open
  ip_rules = ["0.0.0.0/0"]
  # hit: azure-storage-trusted-services-blocked
  bypass = ["None"]
}

resource "azurerm_storage_table" "everything" {
  acl {
    id = "all"
    access_policy {
      # hit: azure-storage-table-all-permissions
      permissions = "raud"
    }
  }
}

resource "azurerm_storage_table" "reading" {
  acl {
    id = "readers"
    access_policy {
      # ok: azure-storage-table-all-permissions
      permissions = "r"
    }
  }
}
