public class WebCases : Controller
{
    // ruleid: csharp-request-validation-disabled
    [ValidateInput(false)]
    public IActionResult Raw(string text) { return Ok(); }

    // ok: csharp-request-validation-disabled
    [ValidateInput(true)]
    public IActionResult Checked(string text) { return Ok(); }

    // ruleid: csharp-csrf-disabled
    [IgnoreAntiforgeryToken]
    public IActionResult Open() { return Ok(); }

    // ok: csharp-csrf-disabled
    [ValidateAntiForgeryToken]
    public IActionResult Closed() { return Ok(); }

    public void Configure(IApplicationBuilder app, IWebHostEnvironment env, MvcOptions options)
    {
        // ruleid: csharp-csrf-disabled
        options.Filters.Add(new IgnoreAntiforgeryTokenAttribute());
        // ok: csharp-csrf-disabled
        options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
        // ruleid: csharp-csrf-disabled
        app.MapPost("/upload", Upload).DisableAntiforgery();
        // ok: csharp-csrf-disabled
        app.MapPost("/upload", Upload).RequireAuthorization();
        // ruleid: csharp-developer-exception-page
        app.UseDeveloperExceptionPage();
        // ruleid: csharp-developer-exception-page
        app.UseMigrationsEndPoint();
        if (env.IsDevelopment())
        {
            // ok: csharp-developer-exception-page
            app.UseDeveloperExceptionPage();
            // ok: csharp-developer-exception-page
            app.UseMigrationsEndPoint();
        }
        // ok: csharp-developer-exception-page
        if (env.IsDevelopment()) app.UseDeveloperExceptionPage();
        if (env.IsEnvironment("Local"))
        {
            // ok: csharp-developer-exception-page
            app.UseDeveloperExceptionPage();
        }
    }

    public IActionResult Failed(HttpContext http)
    {
        try
        {
            return Ok(Work());
        }
        catch (Exception error)
        {
            // ruleid: csharp-stack-trace-to-client
            var a = StatusCode(500, error.ToString());
            // ok: csharp-stack-trace-to-client
            var b = StatusCode(500, "failed");
            // ruleid: csharp-stack-trace-to-client
            var c = BadRequest(error.StackTrace);
            // ok: csharp-stack-trace-to-client
            var d = BadRequest("failed");
            // ruleid: csharp-stack-trace-to-client
            var e = Content(error.StackTrace);
            // ok: csharp-stack-trace-to-client
            var f = Content("failed");
            // ruleid: csharp-stack-trace-to-client
            var g = Ok(error.ToString());
            // ok: csharp-stack-trace-to-client
            var h = Ok(count.ToString());
            // ruleid: csharp-stack-trace-to-client
            var i = Results.Problem(error.ToString());
            // ok: csharp-stack-trace-to-client
            var j = Results.Problem("failed");
            // ruleid: csharp-stack-trace-to-client
            http.Response.WriteAsync(error.StackTrace);
            // ok: csharp-stack-trace-to-client
            http.Response.WriteAsync("failed");
            // ruleid: csharp-stack-trace-to-client
            Response.Write(error.StackTrace);
            // ok: csharp-stack-trace-to-client
            Response.Write("failed");
            // ruleid: csharp-stack-trace-to-client
            var k = Problem(error.ToString());
            // ok: csharp-stack-trace-to-client
            logger.LogError(error.ToString());
            // ok: csharp-stack-trace-to-client
            return Problem("failed");
        }
    }
}

// ruleid: csharp-csrf-disabled
[IgnoreAntiforgeryToken]
public class OpenController : Controller
{
}

// ok: csharp-csrf-disabled
[AutoValidateAntiforgeryToken]
public class ClosedController : Controller
{
}
