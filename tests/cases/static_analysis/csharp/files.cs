public class FileCases
{
    public void Temporary(string text)
    {
        // ruleid: csharp-insecure-temporary-file
        File.WriteAllText("/tmp/report.csv", text);
        // ok: csharp-insecure-temporary-file
        File.WriteAllText("/srv/report.csv", text);
        // ok: csharp-insecure-temporary-file
        File.WriteAllText(Path.GetTempFileName(), text);
        // ok: csharp-insecure-temporary-file
        File.Exists("/tmp/report.csv");
        // ok: csharp-insecure-temporary-file
        File.Delete("/tmp/report.csv");
        // ruleid: csharp-insecure-temporary-file
        new FileStream("/var/tmp/report.csv", FileMode.Create);
        // ok: csharp-insecure-temporary-file
        new FileStream("/srv/report.csv", FileMode.Create);
        // ruleid: csharp-insecure-temporary-file
        new StreamWriter("/tmp/report.csv");
        // ok: csharp-insecure-temporary-file
        new StreamWriter("report.csv");
        // ruleid: csharp-insecure-temporary-file
        File.WriteAllText(Path.Combine(Path.GetTempPath(), "report.csv"), text);
        // ok: csharp-insecure-temporary-file
        File.WriteAllText(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), text);
        // ruleid: csharp-insecure-temporary-file
        File.Create(Path.Combine(Path.GetTempPath(), "report.csv"));
        // ok: csharp-insecure-temporary-file
        File.Create(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
    }

    public void Modes(string path)
    {
        // ruleid: csharp-world-writable-file
        File.SetUnixFileMode(path, UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        // ok: csharp-world-writable-file
        File.SetUnixFileMode(path, UnixFileMode.UserWrite | UnixFileMode.UserRead);
        // ruleid: csharp-world-writable-file
        new FileSystemAccessRule("Everyone", FileSystemRights.FullControl, AccessControlType.Allow);
        // ruleid: csharp-world-writable-file
        new FileSystemAccessRule("Everyone", FileSystemRights.Write, AccessControlType.Allow);
        // ok: csharp-world-writable-file
        new FileSystemAccessRule("Everyone", FileSystemRights.Read, AccessControlType.Allow);
    }
}
