resource "azurerm_network_security_rule" "ssh" {
  access                  = "Allow"
  direction               = "Inbound"
  protocol                = "Tcp"
  destination_port_ranges = ["20-30", "443"]
  # hit: azure-nsg-ssh-open
  # ok: azure-nsg-service-port-open
  source_address_prefix = "Internet"
}

resource "azurerm_network_security_rule" "ssh_from_office" {
  access                 = "Allow"
  direction              = "Inbound"
  protocol               = "Tcp"
  destination_port_range = "22"
  # ok: azure-nsg-ssh-open
  source_address_prefix = "203.0.113.0/24"
}

resource "azurerm_network_security_rule" "ssh_denied" {
  access                 = "Deny"
  direction              = "Inbound"
  protocol               = "*"
  destination_port_range = "22"
  # ok: azure-nsg-ssh-open
  source_address_prefix = "*"
}

resource "azurerm_network_security_group" "windows" {
  security_rule {
    access                 = "Allow"
    direction              = "Inbound"
    protocol               = "*"
    destination_port_range = "3380-3390"
    # hit: azure-nsg-rdp-open
    source_address_prefixes = ["10.0.0.0/8", "0.0.0.0/0"]
  }
  security_rule {
    access                 = "Allow"
    direction              = "Outbound"
    protocol               = "*"
    destination_port_range = "3389"
    # ok: azure-nsg-rdp-open
    source_address_prefix = "*"
  }
  security_rule {
    access                  = "Allow"
    direction               = "Inbound"
    protocol                = "Tcp"
    destination_port_ranges = ["1433", "8080"]
    # hit: azure-nsg-service-port-open
    source_address_prefix = "*"
  }
  security_rule {
    access                 = "Allow"
    direction              = "Inbound"
    protocol               = "Tcp"
    destination_port_range = "443"
    # ok: azure-nsg-service-port-open
    source_address_prefix = "*"
  }
}

resource "azurerm_network_security_rule" "redis" {
  access                 = "Allow"
  direction              = "Inbound"
  protocol               = "Tcp"
  destination_port_range = "6379"
  # hit: azure-nsg-service-port-open
  source_address_prefix = "/0"
}

resource "azurerm_network_watcher_flow_log" "silent" {
  # hit: azure-nsg-flow-log-off
  enabled = false
}

resource "azurerm_network_watcher_flow_log" "written" {
  # ok: azure-nsg-flow-log-off
  enabled = true
}

resource "azurerm_network_interface" "router" {
  # hit: azure-nic-ip-forwarding
  ip_forwarding_enabled = true
}

resource "azurerm_network_interface" "plain" {
  # ok: azure-nic-ip-forwarding
  ip_forwarding_enabled = false
}
