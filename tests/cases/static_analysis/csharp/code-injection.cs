public class CodeCases : Controller
{
    [HttpPost]
    public IActionResult Run(string input, PowerShell shell)
    {
        // ruleid: csharp-code-injection
        CSharpScript.EvaluateAsync(input);
        // ok: csharp-code-injection
        CSharpScript.EvaluateAsync("1 + 1");
        // ruleid: csharp-code-injection
        CSharpScript.EvaluateAsync<int>(input);
        // ok: csharp-code-injection
        CSharpScript.EvaluateAsync<int>("1 + 1");
        // ruleid: csharp-code-injection
        CSharpScript.RunAsync(input);
        // ok: csharp-code-injection
        CSharpScript.RunAsync("1 + 1");
        // ruleid: csharp-code-injection
        CSharpScript.Create(input);
        // ok: csharp-code-injection
        CSharpScript.Create("1 + 1");
        // ruleid: csharp-code-injection
        CSharpSyntaxTree.ParseText(input);
        // ok: csharp-code-injection
        CSharpSyntaxTree.ParseText("class A {}");
        // ruleid: csharp-code-injection
        provider.CompileAssemblyFromSource(options, input);
        // ok: csharp-code-injection
        provider.CompileAssemblyFromSource(options, "class A {}");
        // ruleid: csharp-code-injection
        shell.AddScript(input);
        // ok: csharp-code-injection
        shell.AddScript("Get-Date");
        // ruleid: csharp-code-injection
        PowerShell.Create().AddScript(input);
        // ok: csharp-code-injection
        PowerShell.Create().AddScript("Get-Date");
        // ruleid: csharp-code-injection
        new DataTable().Compute(input, "");
        // ok: csharp-code-injection
        new DataTable().Compute("1 + 1", "");
        return Ok();
    }

    [HttpPut]
    public IActionResult Types(string name)
    {
        // ruleid: csharp-unsafe-reflection
        Type.GetType(name);
        // ok: csharp-unsafe-reflection
        Type.GetType("Report");
        // ruleid: csharp-unsafe-reflection
        Assembly.Load(name);
        // ok: csharp-unsafe-reflection
        Assembly.Load("Reports");
        // ruleid: csharp-unsafe-reflection
        Assembly.LoadFrom(name);
        // ok: csharp-unsafe-reflection
        Assembly.LoadFrom("reports.dll");
        // ruleid: csharp-unsafe-reflection
        Assembly.LoadFile(name);
        // ok: csharp-unsafe-reflection
        Assembly.LoadFile("reports.dll");
        // ruleid: csharp-unsafe-reflection
        typeof(Report).GetMethod(name);
        // ok: csharp-unsafe-reflection
        typeof(Report).GetMethod("Run");
        // ruleid: csharp-unsafe-reflection
        type.InvokeMember(name, flags, null, target, null);
        // ok: csharp-unsafe-reflection
        type.InvokeMember("Run", flags, null, target, new object[] { name });
        // ruleid: csharp-unsafe-reflection
        Activator.CreateInstance("Reports", name);
        // ok: csharp-unsafe-reflection
        Activator.CreateInstance(typeof(Report), name);
        return Ok();
    }
}
