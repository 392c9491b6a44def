public class CorsCases : Controller
{
    public void Reflect(HttpResponse response)
    {
        // ruleid: csharp-cors-reflected-origin
        response.Headers.Append("Access-Control-Allow-Origin", Request.Headers["Origin"]);
        // ruleid: csharp-cors-reflected-origin
        response.Headers.Add("Access-Control-Allow-Origin", Request.Headers["Origin"]);
        // ruleid: csharp-cors-reflected-origin
        response.Headers["Access-Control-Allow-Origin"] = Request.Headers["Origin"];
        // ok: csharp-cors-reflected-origin
        response.Headers["Access-Control-Allow-Origin"] = "https://www.example.com";
        // ruleid: csharp-cors-reflected-origin
        response.Headers.AccessControlAllowOrigin = Request.Headers["Origin"];
        // ok: csharp-cors-reflected-origin
        response.Headers.AccessControlAllowOrigin = "https://www.example.com";
        // ruleid: csharp-cors-reflected-origin
        Response.AddHeader("Access-Control-Allow-Origin", Request.Headers["Origin"]);
        // ok: csharp-cors-reflected-origin
        Response.AddHeader("Access-Control-Allow-Origin", "https://www.example.com");
        // ok: csharp-cors-reflected-origin
        response.Headers.Append("X-Origin", Request.Headers["Origin"]);
        string origin = Request.Headers["Origin"];
        if (allowedOrigins.Contains(origin))
        {
            // ok: csharp-cors-reflected-origin
            response.Headers.Add("Access-Control-Allow-Origin", origin);
        }
    }

    public void Policies(CorsPolicyBuilder policy, HttpResponse response)
    {
        // ruleid: csharp-cors-any-origin
        policy.AllowAnyOrigin();
        // ok: csharp-cors-any-origin
        policy.AllowAnyHeader();
        // ruleid: csharp-cors-any-origin
        policy.WithOrigins("*");
        // ok: csharp-cors-any-origin
        policy.WithOrigins("https://www.example.com");
        // ruleid: csharp-cors-any-origin
        policy.SetIsOriginAllowed(origin => true);
        // ok: csharp-cors-any-origin
        policy.SetIsOriginAllowed(origin => origins.Contains(origin));
        // ruleid: csharp-cors-any-origin
        response.Headers.Append("Access-Control-Allow-Origin", "*");
        // ruleid: csharp-cors-any-origin
        response.Headers.Add("Access-Control-Allow-Origin", "*");
        // ok: csharp-cors-any-origin
        response.Headers.Append("Access-Control-Allow-Headers", "*");
        // ok: csharp-cors-any-origin
        response.Headers.Add("Access-Control-Allow-Headers", "*");
    }
}
