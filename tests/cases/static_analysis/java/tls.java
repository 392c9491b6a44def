class TrustEverything implements X509TrustManager {
    // ruleid: java-trust-all-certificates
    public void checkServerTrusted(X509Certificate[] chain, String type) {}
}

class TrustEverythingElse implements X509TrustManager {
    // ruleid: java-trust-all-certificates
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}
}

class ReturnsAtOnce implements X509TrustManager {
    // ruleid: java-trust-all-certificates
    public void checkServerTrusted(X509Certificate[] chain, String type) { return; }
}

class Checks implements X509TrustManager {
    // ok: java-trust-all-certificates
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        fallback.checkServerTrusted(chain, type);
    }
}

class AnyHost implements HostnameVerifier {
    // ruleid: java-hostname-verification-disabled
    public boolean verify(String host, SSLSession session) { return true; }
}

class OneHost implements HostnameVerifier {
    // ok: java-hostname-verification-disabled
    public boolean verify(String host, SSLSession session) { return "db.internal".equals(host); }
}

class TlsCases {
    void clients(HttpsURLConnection connection, SSLContextBuilder contexts) throws Exception {
        // ruleid: java-trust-all-certificates
        contexts.loadTrustMaterial(TrustAllStrategy.INSTANCE);
        // ruleid: java-trust-all-certificates
        contexts.loadTrustMaterial(null, new TrustAllStrategy());
        // ruleid: java-trust-all-certificates
        contexts.loadTrustMaterial(null, (chain, type) -> true);
        // ok: java-trust-all-certificates
        contexts.loadTrustMaterial(store, new TrustSelfSignedStrategy());
        // ok: java-trust-all-certificates
        contexts.loadTrustMaterial(store, (chain, type) -> pinned.contains(chain[0]));
        // ruleid: java-trust-all-certificates
        SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
        // ok: java-trust-all-certificates
        SslContextBuilder.forClient().trustManager(new File("ca.pem"));
        // ruleid: java-hostname-verification-disabled
        connection.setHostnameVerifier((host, session) -> true);
        // ok: java-hostname-verification-disabled
        connection.setHostnameVerifier((host, session) -> host.equals("db.internal"));
        // ruleid: java-hostname-verification-disabled
        HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
        // ruleid: java-hostname-verification-disabled
        new OkHttpClient.Builder().hostnameVerifier((host, session) -> true);
        // ok: java-hostname-verification-disabled
        new OkHttpClient.Builder().hostnameVerifier(OkHostnameVerifier.INSTANCE);
        // ruleid: java-hostname-verification-disabled
        HttpClients.custom().setSSLHostnameVerifier((host, session) -> true);
        // ruleid: java-hostname-verification-disabled
        HttpClients.custom().setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        // ruleid: java-hostname-verification-disabled
        HttpClients.custom().setSSLHostnameVerifier(new NoopHostnameVerifier());
        // ok: java-hostname-verification-disabled
        HttpClients.custom().setSSLHostnameVerifier(new DefaultHostnameVerifier());
        // ruleid: java-hostname-verification-disabled
        new SSLConnectionSocketFactory(context, SSLConnectionSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER);
        // ruleid: java-hostname-verification-disabled
        new SSLConnectionSocketFactory(context, new AllowAllHostnameVerifier());
        // ok: java-hostname-verification-disabled
        new SSLConnectionSocketFactory(context);
        // ruleid: java-obsolete-tls
        SSLContext.getInstance("TLSv1.1");
        // ok: java-obsolete-tls
        SSLContext.getInstance("TLSv1.3");
    }
}
