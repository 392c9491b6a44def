public class SsrfCases : Controller
{
    [HttpGet]
    public async Task<IActionResult> Fetch(string url, HttpClient client, WebClient web)
    {
        // ruleid: csharp-ssrf
        await client.GetAsync(url);
        // ok: csharp-ssrf
        await client.GetAsync("https://example.com/");
        // ok: csharp-ssrf
        await client.GetAsync("https://example.com/users/" + url);
        // ok: csharp-ssrf
        await client.GetAsync("https://example.com/users/" + url + "/a");
        // ok: csharp-ssrf
        await client.GetAsync($"https://example.com/users/{url}");
        // ruleid: csharp-ssrf
        await client.GetAsync($"https://{url}/users");
        // ruleid: csharp-ssrf
        await new HttpClient().GetStringAsync(url);
        // ok: csharp-ssrf
        await new HttpClient().GetStringAsync(baseUrl + Uri.EscapeDataString(url));
        // ruleid: csharp-ssrf
        await _httpClient.PostAsync(url, content);
        // ok: csharp-ssrf
        await _httpClient.PostAsync(baseUrl + HttpUtility.UrlEncode(url), content);
        // ok: csharp-ssrf
        await _httpClient.PostAsync(baseUrl + WebUtility.UrlEncode(url), content);
        // ok: csharp-ssrf
        await cache.GetAsync(url);
        // ruleid: csharp-ssrf
        web.DownloadString(url);
        // ok: csharp-ssrf
        web.DownloadString("https://example.com/");
        // ruleid: csharp-ssrf
        new WebClient().DownloadData(url);
        // ok: csharp-ssrf
        new WebClient().DownloadData("https://example.com/");
        // ruleid: csharp-ssrf
        WebRequest.Create(url);
        // ok: csharp-ssrf
        WebRequest.Create("https://example.com/");
        // ruleid: csharp-ssrf
        WebRequest.CreateHttp(url);
        // ok: csharp-ssrf
        WebRequest.CreateHttp("https://example.com/");
        // ruleid: csharp-ssrf
        new HttpRequestMessage(HttpMethod.Get, url);
        // ok: csharp-ssrf
        new HttpRequestMessage(HttpMethod.Get, "https://example.com/");
        // ruleid: csharp-ssrf
        new RestClient(url);
        // ok: csharp-ssrf
        new RestClient("https://example.com/");
        return Ok();
    }

    [HttpPost]
    public async Task<IActionResult> Hosts(string a, string b, string c, string d, string e, string f, string g, HttpClient client)
    {
        var first = new Uri(a);
        if (!hosts.Contains(first.Host)) return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(first);
        var second = new Uri(b);
        if (second.Host != "example.com") return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(second);
        var third = new Uri(c);
        if (third.Host == "example.com")
        {
            // ok: csharp-ssrf
            await client.GetAsync(third);
        }
        var fourth = new Uri(d);
        if (!fourth.Host.EndsWith(".example.com")) return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(fourth);
        if (!e.StartsWith("https://example.com/")) return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(e);
        if (!f.StartsWith("https://")) return BadRequest();
        // ruleid: csharp-ssrf
        await client.GetAsync(f);
        if (!IsTrustedHost(g)) return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(g);
        var fifth = new Uri(a);
        if (!fifth.Host.Equals("example.com")) return BadRequest();
        // ok: csharp-ssrf
        await client.GetAsync(fifth);
        return Ok();
    }

    [HttpPut]
    public IActionResult Redirects(string next, string other)
    {
        // ruleid: csharp-open-redirect
        var a = Redirect(next);
        // ok: csharp-open-redirect
        var b = LocalRedirect(next);
        // ok: csharp-open-redirect
        var c = Redirect("/home?next=" + next);
        // ok: csharp-open-redirect
        var d = Redirect("~/home/" + next + "/a");
        // ok: csharp-open-redirect
        var e = Redirect($"/home/{next}");
        // ok: csharp-open-redirect
        var f = Redirect("https://example.com/" + next);
        // ok: csharp-open-redirect
        var g = Redirect(Url.Action("Index", new { next }));
        // ruleid: csharp-open-redirect
        var h = RedirectPermanent(next);
        // ok: csharp-open-redirect
        var i = RedirectPermanent("/home");
        // ruleid: csharp-open-redirect
        Response.Redirect(next);
        // ok: csharp-open-redirect
        Response.Redirect("/home");
        // ruleid: csharp-open-redirect
        HttpContext.Response.Redirect(next);
        // ok: csharp-open-redirect
        HttpContext.Response.Redirect("/home");
        // ruleid: csharp-open-redirect
        var j = Results.Redirect(next);
        // ok: csharp-open-redirect
        var k = Results.Redirect("/home");
        // ruleid: csharp-open-redirect
        var l = TypedResults.Redirect(next);
        // ok: csharp-open-redirect
        var m = TypedResults.Redirect("/home");
        // ruleid: csharp-open-redirect
        new RedirectResult(next);
        // ok: csharp-open-redirect
        new RedirectResult("/home");
        // ruleid: csharp-open-redirect
        Response.Headers.Location = next;
        // ok: csharp-open-redirect
        Response.Headers.Location = "/home";
        if (Url.IsLocalUrl(next))
        {
            // ok: csharp-open-redirect
            return Redirect(next);
        }
        if (helper.IsLocalUrl(other))
        {
            // ok: csharp-open-redirect
            return Redirect(other);
        }
        return Ok();
    }
}
