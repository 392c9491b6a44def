variable "password" {
  sensitive = true
}

resource "azurerm_kubernetes_cluster" "open" {
  api_server_access_profile {
    # hit: azure-aks-api-server-open
    authorized_ip_ranges = ["203.0.113.0/24", "0.0.0.0/0"]
  }
}

resource "azurerm_kubernetes_cluster" "office" {
  api_server_access_profile {
    # ok: azure-aks-api-server-open
    authorized_ip_ranges = ["203.0.113.0/24"]
  }
}

resource "azurerm_managed_disk" "plain" {
  encryption_settings {
    # hit: azure-disk-not-encrypted
    enabled = false
  }
}

resource "azurerm_managed_disk" "encrypted" {
  encryption_settings {
    # ok: azure-disk-not-encrypted
    enabled = true
  }
}

resource "azurerm_mssql_server" "written" {
  # hit: azure-password-in-template
  administrator_login_password = "an-example-of-a-password"
}

resource "azurerm_virtual_machine" "written" {
  os_profile {
    # hit: azure-password-in-template
    admin_password = "an-example-of-a-password"
  }
}

resource "azurerm_mssql_server" "given" {
  # ok: azure-password-in-template
  administrator_login_password = var.password
}

resource "azurerm_windows_virtual_machine" "made" {
  # ok: azure-password-in-template
  admin_password = random_password.admin.result
}

# hit: azure-app-service-authentication-off
resource "azurerm_linux_web_app" "nobody" {
  https_only = true
}

resource "azurerm_app_service" "off" {
  auth_settings {
    # hit: azure-app-service-authentication-off
    enabled = false
  }
}

# ok: azure-app-service-authentication-off
resource "azurerm_linux_web_app" "somebody" {
  auth_settings_v2 {
    auth_enabled = true
  }
}

resource "azurerm_linux_function_app" "ftp" {
  site_config {
    # hit: azure-function-ftp-allowed
    ftps_state = "AllAllowed"
  }
}

resource "azurerm_function_app" "old_default" {
  # hit: azure-function-ftp-allowed
  site_config {
    http2_enabled = true
  }
}

resource "azurerm_linux_function_app" "new_default" {
  # ok: azure-function-ftp-allowed
  site_config {
    http2_enabled = true
  }
}

resource "azurerm_function_app" "ftps" {
  site_config {
    # ok: azure-function-ftp-allowed
    ftps_state = "FtpsOnly"
  }
}

# hit: azure-key-vault-not-logged
resource "azurerm_key_vault" "silent" {
  name = "silent"
}

# ok: azure-key-vault-not-logged
resource "azurerm_key_vault" "logged" {
  name = "logged"
}

resource "azurerm_monitor_diagnostic_setting" "logged" {
  target_resource_id = azurerm_key_vault.logged.id
}

resource "azurerm_role_assignment" "everything" {
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  # hit: azure-role-assignment-owner-wide
  role_definition_name = "Owner"
}

resource "azurerm_role_assignment" "reading" {
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  # ok: azure-role-assignment-owner-wide
  role_definition_name = "Reader"
}

resource "azurerm_role_assignment" "one_group" {
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/app"
  # ok: azure-role-assignment-owner-wide
  role_definition_name = "Owner"
}

resource "azurerm_monitor_log_profile" "a_month" {
  retention_policy {
    enabled = true
    # hit: azure-log-profile-retention-short
    days = 30
  }
}

resource "azurerm_monitor_log_profile" "for_ever" {
  retention_policy {
    enabled = true
    # ok: azure-log-profile-retention-short
    days = 0
  }
}

resource "azurerm_monitor_log_profile" "off" {
  retention_policy {
    # hit: azure-log-profile-retention-short
    enabled = false
    days    = 365
  }
}
