variable "office" {}

resource "azurerm_postgresql_flexible_server_firewall_rule" "everyone" {
  start_ip_address = "0.0.0.0"
  # hit: azure-database-firewall-open
  # ok: azure-database-firewall-wide azure-sql-firewall-azure-services
  end_ip_address = "255.255.255.255"
}

resource "azurerm_redis_firewall_rule" "nearly_everyone" {
  start_ip = "1.0.0.0"
  # hit: azure-database-firewall-open
  end_ip = "254.255.255.255"
}

resource "azurerm_cosmosdb_account" "open" {
  # hit: azure-database-firewall-open
  ip_range_filter = "203.0.113.0/24,0.0.0.0/0"
}

resource "azurerm_mssql_firewall_rule" "provider" {
  start_ip_address = "20.40.0.0"
  # hit: azure-database-firewall-wide
  # ok: azure-database-firewall-open
  end_ip_address = "20.40.255.255"
}

resource "azurerm_mssql_firewall_rule" "office" {
  start_ip_address = "203.0.113.10"
  # ok: azure-database-firewall-wide azure-database-firewall-open
  end_ip_address = "203.0.113.12"
}

resource "azurerm_mssql_firewall_rule" "private" {
  start_ip_address = "10.0.0.0"
  # ok: azure-database-firewall-wide
  end_ip_address = "10.255.255.255"
}

resource "azurerm_mssql_firewall_rule" "unknown" {
  start_ip_address = "0.0.0.0"
  # ok: azure-database-firewall-wide azure-database-firewall-open
  end_ip_address = var.office
}

resource "azurerm_mysql_flexible_server_firewall_rule" "azure" {
  start_ip_address = "0.0.0.0"
  # hit: azure-sql-firewall-azure-services
  end_ip_address = "0.0.0.0"
}

# hit: azure-sql-without-entra-admin
resource "azurerm_sql_server" "passwords" {
  name = "passwords"
  extended_auditing_policy {
    # hit: azure-sql-audit-retention-short
    retention_in_days = 30
  }
}

# ok: azure-sql-without-entra-admin
resource "azurerm_sql_server" "people" {
  name = "people"
  extended_auditing_policy {
    # ok: azure-sql-audit-retention-short
    retention_in_days = 120
  }
}

resource "azurerm_sql_active_directory_administrator" "people" {
  server_name = azurerm_sql_server.people.name
}

resource "azurerm_mssql_server_extended_auditing_policy" "for_ever" {
  # ok: azure-sql-audit-retention-short
  retention_in_days = 0
}

resource "azurerm_mssql_server_extended_auditing_policy" "a_week" {
  # hit: azure-sql-audit-retention-short
  retention_in_days = 7
}

resource "azurerm_redis_cache" "plain" {
  # hit: azure-redis-unencrypted-port
  non_ssl_port_enabled = true
}

resource "azurerm_redis_cache" "encrypted" {
  # ok: azure-redis-unencrypted-port
  non_ssl_port_enabled = false
}
