public class TlsCases
{
    public void Clients(HttpClientHandler handler, SslStream stream)
    {
        // ruleid: csharp-tls-verification-disabled
        handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
        // ruleid: csharp-tls-verification-disabled
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => true;
        // ok: csharp-tls-verification-disabled
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => errors == SslPolicyErrors.None;
        // ruleid: csharp-tls-verification-disabled
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => { return true; };
        // ok: csharp-tls-verification-disabled
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => { return Check(certificate); };
        // ruleid: csharp-tls-verification-disabled
        var a = new HttpClientHandler { ServerCertificateCustomValidationCallback = (m, c, ch, e) => true };
        // ok: csharp-tls-verification-disabled
        var b = new HttpClientHandler { ServerCertificateCustomValidationCallback = (m, c, ch, e) => Check(c) };
        // ruleid: csharp-tls-verification-disabled
        var c = new HttpClientHandler { ServerCertificateCustomValidationCallback = (m, c, ch, e) => { return true; } };
        // ruleid: csharp-tls-verification-disabled
        ServicePointManager.ServerCertificateValidationCallback += (sender, certificate, chain, errors) => true;
        // ok: csharp-tls-verification-disabled
        ServicePointManager.ServerCertificateValidationCallback += (sender, certificate, chain, errors) => Check(certificate);
        // ruleid: csharp-tls-verification-disabled
        ServicePointManager.ServerCertificateValidationCallback = delegate { return true; };
        // ok: csharp-tls-verification-disabled
        handler.CheckCallback = (message, certificate, chain, errors) => true;
    }

    public void Versions()
    {
        // ruleid: csharp-obsolete-tls
        ServicePointManager.SecurityProtocol = SecurityProtocolType.Ssl3;
        // ruleid: csharp-obsolete-tls
        ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls;
        // ruleid: csharp-obsolete-tls
        ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls11;
        // ok: csharp-obsolete-tls
        ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls12;
        // ruleid: csharp-obsolete-tls
        options.EnabledSslProtocols = SslProtocols.Ssl2;
        // ruleid: csharp-obsolete-tls
        options.EnabledSslProtocols = SslProtocols.Ssl3;
        // ruleid: csharp-obsolete-tls
        options.EnabledSslProtocols = SslProtocols.Tls;
        // ruleid: csharp-obsolete-tls
        options.EnabledSslProtocols = SslProtocols.Tls11;
        // ok: csharp-obsolete-tls
        options.EnabledSslProtocols = SslProtocols.Tls13;
    }
}
