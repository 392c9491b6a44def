resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    template {
      spec {
        # hit: k8s-pod-host-network
        host_network = true
        container {
          name  = "web"
          image = "example/web:1.2"
          security_context {
            # hit: k8s-container-privileged
            privileged = true
            # ok: k8s-container-writable-root
            read_only_root_filesystem = true
            allow_privilege_escalation = false
            capabilities {
              # hit: k8s-container-capabilities-kept
              drop = ["NET_RAW"]
            }
          }
        }
        # hit: k8s-container-privilege-escalation
        container {
          name  = "safe"
          image = "example/safe:1.2"
          security_context {
            # ok: k8s-container-privileged
            privileged = false
            # ok: k8s-container-writable-root
            read_only_root_filesystem = true
            capabilities {
              # ok: k8s-container-capabilities-kept
              drop = ["ALL"]
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "open" {
  manifest = {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = { name = "open", namespace = "shop" }
    spec = {
      # hit: k8s-service-node-port
      type = "NodePort"
    }
  }
}
