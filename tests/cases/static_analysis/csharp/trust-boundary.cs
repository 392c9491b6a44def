public class TrustCases : Controller
{
    [HttpPost]
    public IActionResult Keep(string role, ISession session)
    {
        // ruleid: csharp-trust-boundary
        HttpContext.Session.SetString("role", role);
        // ok: csharp-trust-boundary
        HttpContext.Session.SetString("role", "guest");
        // ruleid: csharp-trust-boundary
        Session["role"] = role;
        // ok: csharp-trust-boundary
        Session["role"] = "guest";
        // ruleid: csharp-trust-boundary
        HttpContext.Session["role"] = role;
        // ok: csharp-trust-boundary
        HttpContext.Session["role"] = "guest";
        // ruleid: csharp-trust-boundary
        session.SetString("role", role);
        // ok: csharp-trust-boundary
        session.SetString("role", "guest");
        if (!allowedRoles.Contains(role)) return BadRequest();
        // ok: csharp-trust-boundary
        session.SetString("role", role);
        return Ok();
    }
}
