resource "azurerm_postgresql_configuration" "log_checkpoints_hit" {
  name = "log_checkpoints"
  # hit: azure-postgresql-log-checkpoints-off
  value = "OFF"
}

resource "azurerm_postgresql_configuration" "log_checkpoints_ok" {
  name = "log_checkpoints"
  # ok: azure-postgresql-log-checkpoints-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "log_connections_hit" {
  name = "log_connections"
  # hit: azure-postgresql-log-connections-off
  value = "off"
}

resource "azurerm_postgresql_configuration" "log_connections_ok" {
  name = "log_connections"
  # ok: azure-postgresql-log-connections-off
  value = "ON"
}

resource "azurerm_postgresql_configuration" "log_disconnections_hit" {
  name = "log_disconnections"
  # hit: azure-postgresql-log-disconnections-off
  value = "off"
}

resource "azurerm_postgresql_configuration" "log_disconnections_ok" {
  name = "log_disconnections"
  # ok: azure-postgresql-log-disconnections-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "log_duration_hit" {
  name = "log_duration"
  # hit: azure-postgresql-log-duration-off
  value = "Off"
}

resource "azurerm_postgresql_configuration" "log_duration_ok" {
  name = "log_duration"
  # ok: azure-postgresql-log-duration-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "log_retention_hit" {
  name = "log_retention"
  # hit: azure-postgresql-log-retention-off
  value = "off"
}

resource "azurerm_postgresql_configuration" "log_retention_ok" {
  name = "log_retention"
  # ok: azure-postgresql-log-retention-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "connection_throttling_hit" {
  name = "connection_throttling"
  # hit: azure-postgresql-connection-throttling-off
  value = "off"
}

resource "azurerm_postgresql_configuration" "connection_throttling_ok" {
  name = "connection_throttling"
  # ok: azure-postgresql-connection-throttling-off
  value = "on"
}

resource "azurerm_postgresql_configuration" "log_retention_days_hit" {
  name = "log_retention_days"
  # hit: azure-postgresql-log-retention-short
  value = "3"
}

resource "azurerm_postgresql_configuration" "log_retention_days_ok" {
  name = "log_retention_days"
  # ok: azure-postgresql-log-retention-short
  value = "7"
}

resource "azurerm_postgresql_flexible_server_configuration" "tls_hit" {
  name = "require_secure_transport"
  # hit: azure-postgresql-tls-switched-off
  value = "OFF"
}

resource "azurerm_postgresql_flexible_server_configuration" "tls_ok" {
  name = "require_secure_transport"
  # ok: azure-postgresql-tls-switched-off
  value = "ON"
}

resource "azurerm_mysql_flexible_server_configuration" "tls_hit" {
  name = "require_secure_transport"
  # hit: azure-postgresql-tls-switched-off
  value = "OFF"
}

resource "azurerm_mysql_flexible_server_configuration" "tls_ok" {
  name = "require_secure_transport"
  # ok: azure-postgresql-tls-switched-off
  value = "ON"
}

resource "azurerm_postgresql_flexible_server_configuration" "other" {
  name = "array_nulls"
  # ok: azure-postgresql-tls-switched-off azure-postgresql-log-connections-off
  value = "off"
}
