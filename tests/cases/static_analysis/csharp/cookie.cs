public class CookieCases
{
    public void Flags(CookieOptions given, HttpCookie classic, CookieAuthenticationOptions options)
    {
        // ruleid: csharp-cookie-not-secure
        var a = new CookieOptions { Path = "/", Secure = false };
        // ok: csharp-cookie-not-secure
        var b = new CookieOptions { Path = "/", Secure = true };
        // ruleid: csharp-cookie-not-secure
        given.Secure = false;
        // ok: csharp-cookie-not-secure
        given.Secure = true;
        // ruleid: csharp-cookie-not-secure
        classic.Secure = false;
        // ok: csharp-cookie-not-secure
        classic.Secure = true;
        // ruleid: csharp-cookie-not-secure
        options.Cookie.SecurePolicy = CookieSecurePolicy.None;
        // ok: csharp-cookie-not-secure
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        // ruleid: csharp-cookie-not-http-only
        var c = new CookieOptions { HttpOnly = false, Path = "/" };
        // ok: csharp-cookie-not-http-only
        var d = new CookieOptions { HttpOnly = true, Path = "/" };
        // ruleid: csharp-cookie-not-http-only
        given.HttpOnly = false;
        // ok: csharp-cookie-not-http-only
        given.HttpOnly = true;
        // ruleid: csharp-cookie-not-http-only
        classic.HttpOnly = false;
        // ok: csharp-cookie-not-http-only
        classic.HttpOnly = true;
        // ruleid: csharp-cookie-not-http-only
        options.Cookie.HttpOnly = false;
        // ok: csharp-cookie-not-http-only
        options.Cookie.HttpOnly = true;
    }
}
