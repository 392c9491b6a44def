param adminPassword string

resource cluster 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'main'
  properties: {
    apiServerAccessProfile: {
      authorizedIPRanges: [
        '203.0.113.0/24'
        // hit: azure-aks-api-server-open
        '0.0.0.0/0'
      ]
    }
  }
}

resource written 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'written'
  properties: {
    // hit: azure-password-in-template
    administratorLoginPassword: 'an-example-of-a-password'
  }
}

resource given 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'given'
  properties: {
    // ok: azure-password-in-template
    administratorLoginPassword: adminPassword
  }
}

resource everyone 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = {
  name: 'db/everyone'
  properties: {
    startIpAddress: '0.0.0.0'
    // hit: azure-database-firewall-open
    // ok: azure-sql-firewall-azure-services azure-database-firewall-wide
    endIpAddress: '255.255.255.255'
  }
}

resource azure 'Microsoft.Sql/servers/firewallRules@2023-08-01' = {
  name: 'db/azure'
  properties: {
    startIpAddress: '0.0.0.0'
    // hit: azure-sql-firewall-azure-services
    // ok: azure-database-firewall-open
    endIpAddress: '0.0.0.0'
  }
}

resource provider 'Microsoft.Sql/servers/firewallRules@2023-08-01' = {
  name: 'db/provider'
  properties: {
    startIpAddress: '20.40.0.0'
    // hit: azure-database-firewall-wide
    endIpAddress: '20.40.255.255'
  }
}

resource cache 'Microsoft.Cache/redis@2024-03-01' = {
  name: 'cache'
  properties: {
    // hit: azure-redis-unencrypted-port
    enableNonSslPort: true
  }
}

resource encrypted 'Microsoft.Cache/redis@2024-03-01' = {
  name: 'encrypted'
  properties: {
    // ok: azure-redis-unencrypted-port
    enableNonSslPort: false
  }
}

resource tls 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  name: 'require_secure_transport'
  properties: {
    // hit: azure-postgresql-tls-switched-off
    value: 'OFF'
  }
}

resource nic 'Microsoft.Network/networkInterfaces@2024-01-01' = {
  name: 'nic'
  properties: {
    // hit: azure-nic-ip-forwarding
    enableIPForwarding: true
  }
}

resource group 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'group'
  properties: {
    securityRules: [
      {
        name: 'sql'
        properties: {
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          destinationPortRange: '1433'
          // hit: azure-nsg-service-port-open
          sourceAddressPrefix: '*'
        }
      }
      {
        name: 'app'
        properties: {
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          destinationPortRange: '1433'
          // ok: azure-nsg-service-port-open
          sourceAddressPrefix: '10.20.0.0/16'
        }
      }
    ]
  }
}

resource flows 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/flows'
  properties: {
    // hit: azure-nsg-flow-log-off
    enabled: false
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'storage'
  properties: {
    // hit: azure-storage-anonymous-access-allowed
    allowBlobPublicAccess: true
    networkAcls: {
      defaultAction: 'Deny'
      ipRules: [
        {
          // hit: azure-storage-network-open
          value: '0.0.0.0/0'
        }
        {
          // ok: azure-storage-network-open
          value: '203.0.113.0/24'
        }
      ]
    }
  }
}

resource closed 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'closed'
  properties: {
    // ok: azure-storage-anonymous-access-allowed
    allowBlobPublicAccess: false
  }
}
