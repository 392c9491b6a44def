using System.Web.UI.WebControls;

public class XssCases : Controller
{
    [HttpGet]
    public IActionResult Show(string text, Literal literal, HtmlEncoder encoder)
    {
        // ruleid: csharp-xss
        var a = Content("<p>" + text, "text/html");
        // ok: csharp-xss
        var b = Content("<p>" + text, "text/plain");
        // ok: csharp-xss
        var c = Content("<p>" + HtmlEncoder.Default.Encode(text), "text/html");
        // ok: csharp-xss
        var d = Content("<p>" + HttpUtility.HtmlEncode(text) + WebUtility.HtmlEncode(text) + Server.HtmlEncode(text), "text/html");
        // ok: csharp-xss
        var e = Content("<p>" + encoder.Encode(text) + AntiXssEncoder.HtmlEncode(text, true) + Html.Encode(text), "text/html");
        // ok: csharp-xss
        var f = Content("<a href='?q=" + Uri.EscapeDataString(text) + HttpUtility.UrlEncode(text) + WebUtility.UrlEncode(text) + "'>", "text/html");
        // ok: csharp-xss
        var g = Content("<a b='" + HttpUtility.HtmlAttributeEncode(text) + "' onclick='f(\"" + HttpUtility.JavaScriptStringEncode(text) + JavaScriptEncoder.Default.Encode(text) + "\")'>", "text/html");
        // ruleid: csharp-xss
        var h = Results.Content("<p>" + text, "text/html; charset=utf-8");
        // ok: csharp-xss
        var i = Results.Content("<p>" + text, "application/json");
        // ruleid: csharp-xss
        new HtmlString("<p>" + text);
        // ok: csharp-xss
        new HtmlString("<p>");
        // ruleid: csharp-xss
        new MvcHtmlString(text);
        // ok: csharp-xss
        new MvcHtmlString("<p>");
        // ruleid: csharp-xss
        MvcHtmlString.Create(text);
        // ok: csharp-xss
        MvcHtmlString.Create("<p>");
        // ruleid: csharp-xss
        Html.Raw(text);
        // ok: csharp-xss
        Html.Raw("<p>");
        // ruleid: csharp-xss
        var j = (MarkupString)text;
        // ok: csharp-xss
        var k = (MarkupString)"<p>";
        // ruleid: csharp-xss
        new MarkupString(text);
        // ok: csharp-xss
        new MarkupString("<p>");
        // ruleid: csharp-xss
        Response.Write(text);
        // ok: csharp-xss
        Response.Write("<p>");
        // ruleid: csharp-xss
        literal.Text = text;
        // ok: csharp-xss
        literal.Text = "<p>";
        // ruleid: csharp-xss
        output.Content.AppendHtml(text);
        // ok: csharp-xss
        output.Content.Append(text);
        // ok: csharp-xss
        return View(text);
    }
}
