public class CommandCases : Controller
{
    [HttpGet]
    public IActionResult Run(string input, ProcessStartInfo given, Process process)
    {
        // ruleid: csharp-command-injection
        Process.Start(input);
        // ruleid: csharp-command-injection
        Process.Start("cmd.exe", "/c ping " + input);
        // ok: csharp-command-injection
        Process.Start("ping", "localhost");
        // ruleid: csharp-command-injection
        new ProcessStartInfo(input);
        // ruleid: csharp-command-injection
        new ProcessStartInfo("sh", "-c " + input);
        // ok: csharp-command-injection
        new ProcessStartInfo("sh", "-c date");
        // ruleid: csharp-command-injection
        given.FileName = input;
        // ok: csharp-command-injection
        given.FileName = "date";
        // ruleid: csharp-command-injection
        given.Arguments = "-c " + input;
        // ok: csharp-command-injection
        given.Arguments = "-u";
        // ruleid: csharp-command-injection
        var a = new ProcessStartInfo { UseShellExecute = false, FileName = input };
        // ruleid: csharp-command-injection
        var b = new ProcessStartInfo { FileName = "sh", Arguments = input };
        // ok: csharp-command-injection
        var c = new ProcessStartInfo { FileName = "date", Arguments = "-u" };
        // ruleid: csharp-command-injection
        process.StartInfo.FileName = input;
        // ok: csharp-command-injection
        process.StartInfo.FileName = "date";
        // ruleid: csharp-command-injection
        process.StartInfo.Arguments = input;
        // ok: csharp-command-injection
        process.StartInfo.Arguments = int.Parse(input).ToString();
        return Ok();
    }
}
