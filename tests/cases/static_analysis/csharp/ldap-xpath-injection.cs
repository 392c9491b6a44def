using System.Xml.XPath;

public class DirectoryCases : Controller
{
    [HttpGet]
    public IActionResult Find(string uid, DirectorySearcher given)
    {
        // ruleid: csharp-ldap-injection
        new DirectorySearcher("(uid=" + uid + ")");
        // ok: csharp-ldap-injection
        new DirectorySearcher("(uid=" + Encoder.LdapFilterEncode(uid) + ")");
        // ruleid: csharp-ldap-injection
        new DirectorySearcher(root, $"(uid={uid})");
        // ok: csharp-ldap-injection
        new DirectorySearcher(root, "(uid=*)");
        // ruleid: csharp-ldap-injection
        given.Filter = "(uid=" + uid + ")";
        // ok: csharp-ldap-injection
        given.Filter = "(uid=root)";
        // ruleid: csharp-ldap-injection
        var a = new DirectorySearcher { PageSize = 10, Filter = "(uid=" + uid + ")" };
        // ok: csharp-ldap-injection
        var b = new DirectorySearcher { Filter = "(uid=root)" };
        // ruleid: csharp-ldap-injection
        new DirectoryEntry("LDAP://server/uid=" + uid);
        // ok: csharp-ldap-injection
        new DirectoryEntry("LDAP://server/uid=" + Encoder.LdapDistinguishedNameEncode(uid));
        // ruleid: csharp-ldap-injection
        new SearchRequest("ou=people", "(uid=" + uid + ")", SearchScope.Subtree);
        // ok: csharp-ldap-injection
        new SearchRequest("ou=people", "(uid=root)", SearchScope.Subtree);
        return Ok();
    }

    [HttpPost]
    public IActionResult Books(string title, XPathNavigator navigator)
    {
        var xpath = "//book[title='" + title + "']";
        // ruleid: csharp-xpath-injection
        document.SelectSingleNode(xpath);
        // ok: csharp-xpath-injection
        document.SelectSingleNode("//book");
        // ruleid: csharp-xpath-injection
        document.SelectNodes(xpath);
        // ok: csharp-xpath-injection
        document.SelectNodes("//book");
        // ruleid: csharp-xpath-injection
        element.XPathSelectElement(xpath);
        // ok: csharp-xpath-injection
        element.XPathSelectElement("//book");
        // ruleid: csharp-xpath-injection
        element.XPathSelectElements(xpath);
        // ok: csharp-xpath-injection
        element.XPathSelectElements("//book");
        // ruleid: csharp-xpath-injection
        element.XPathEvaluate(xpath);
        // ok: csharp-xpath-injection
        element.XPathEvaluate("//book");
        // ruleid: csharp-xpath-injection
        XPathExpression.Compile(xpath);
        // ok: csharp-xpath-injection
        XPathExpression.Compile("//book");
        // ruleid: csharp-xpath-injection
        navigator.Select(xpath);
        // ok: csharp-xpath-injection
        navigator.Select("//book");
        // ruleid: csharp-xpath-injection
        navigator.Evaluate(xpath);
        // ok: csharp-xpath-injection
        navigator.Evaluate("count(//book)");
        return Ok();
    }

    [HttpPut]
    public IActionResult Login(string user)
    {
        // ruleid: csharp-log-injection
        _logger.LogInformation("login of " + user);
        // ruleid: csharp-log-injection
        logger.LogWarning($"login of {user}");
        // ok: csharp-log-injection
        logger.LogInformation("login of {User}", user);
        // ok: csharp-log-injection
        logger.LogInformation("login of " + user.Replace("\n", ""));
        // ok: csharp-log-injection
        catalog.Info("login of " + user);
        // ruleid: csharp-header-injection
        Response.Headers.Append("X-User", user);
        // ok: csharp-header-injection
        Response.Headers.Append("X-User", Uri.EscapeDataString(user));
        // ruleid: csharp-header-injection
        Response.Headers.Add("X-User", user);
        // ok: csharp-header-injection
        Response.Headers.Add("X-User", HttpUtility.UrlEncode(user));
        // ruleid: csharp-header-injection
        Response.AddHeader("X-User", user);
        // ok: csharp-header-injection
        Response.AddHeader("X-User", "a");
        // ruleid: csharp-header-injection
        Response.AppendHeader("X-User", user);
        // ok: csharp-header-injection
        Response.AppendHeader("X-User", "a");
        // ruleid: csharp-header-injection
        HttpContext.Response.Headers.Append("X-User", user);
        // ok: csharp-header-injection
        HttpContext.Response.Headers.Append("X-User", "a");
        return Ok();
    }
}
