public class RegexCases : Controller
{
    [HttpGet]
    public IActionResult Search(string term)
    {
        // ruleid: csharp-regex-injection
        Regex.IsMatch("text", term);
        // ok: csharp-regex-injection
        Regex.IsMatch("text", Regex.Escape(term));
        // ok: csharp-regex-injection
        Regex.IsMatch("text", term, RegexOptions.NonBacktracking);
        // ok: csharp-regex-injection
        Regex.IsMatch("text", term, RegexOptions.None, TimeSpan.FromSeconds(1));
        // ruleid: csharp-regex-injection
        Regex.Match("text", term);
        // ok: csharp-regex-injection
        Regex.Match("text", "[a-z]+");
        // ruleid: csharp-regex-injection
        Regex.Matches("text", term);
        // ok: csharp-regex-injection
        Regex.Matches("text", "[a-z]+");
        // ruleid: csharp-regex-injection
        Regex.Replace("text", term, "x");
        // ok: csharp-regex-injection
        Regex.Replace("text", "[a-z]+", term);
        // ruleid: csharp-regex-injection
        Regex.Split("text", term);
        // ok: csharp-regex-injection
        Regex.Split("text", ",");
        // ruleid: csharp-regex-injection
        new Regex(term);
        // ok: csharp-regex-injection
        new Regex(term, RegexOptions.NonBacktracking);
        // ok: csharp-regex-injection
        new Regex(term, RegexOptions.None, TimeSpan.FromSeconds(1));
        return Ok();
    }
}
