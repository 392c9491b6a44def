public class TemplateCases : Controller
{
    [HttpPost]
    public IActionResult Render(string text, FluidParser parser)
    {
        // ruleid: csharp-template-injection
        Engine.Razor.RunCompile(text, "key");
        // ok: csharp-template-injection
        Engine.Razor.RunCompile("Hello @Model", "key", null, text);
        // ruleid: csharp-template-injection
        Engine.Razor.Compile(text, "key");
        // ok: csharp-template-injection
        Engine.Razor.Compile("Hello", "key");
        // ruleid: csharp-template-injection
        engine.CompileRenderStringAsync("key", text, model);
        // ok: csharp-template-injection
        engine.CompileRenderStringAsync("key", "Hello @Model", text);
        // ruleid: csharp-template-injection
        Template.Parse(text);
        // ok: csharp-template-injection
        Template.Parse("Hello {{ name }}");
        // ruleid: csharp-template-injection
        Handlebars.Compile(text);
        // ok: csharp-template-injection
        Handlebars.Compile("Hello {{ name }}");
        // ruleid: csharp-template-injection
        parser.TryParse(text, out var template);
        // ok: csharp-template-injection
        parser.TryParse("Hello", out var other);
        // ok: csharp-template-injection
        Enum.TryParse(text, out var kind);
        return Ok();
    }
}
