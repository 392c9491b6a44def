using ICSharpCode.SharpZipLib.Zip;
using SharpCompress.Archives;
using System.Formats.Tar;
using System.IO.Compression;

public class PathCases : Controller
{
    [HttpGet]
    public IActionResult Read(string name, HttpPostedFileBase posted, IFormFile upload)
    {
        var path = Path.Combine("/srv/files", name);
        // ruleid: csharp-path-traversal
        System.IO.File.ReadAllText(path);
        // ok: csharp-path-traversal
        System.IO.File.ReadAllText("/srv/file");
        // ruleid: csharp-path-traversal
        File.OpenRead(path);
        // ok: csharp-path-traversal
        File.OpenRead(Path.Combine("/srv/files", Path.GetFileName(name)));
        // ok: csharp-path-traversal
        File.WriteAllText("/srv/file", name);
        // ok: csharp-path-traversal
        File.OpenRead("/srv/" + Path.GetFileNameWithoutExtension(name) + ".txt");
        // ok: csharp-path-traversal
        File.Create("/srv/" + Path.GetRandomFileName());
        // ruleid: csharp-path-traversal
        Directory.GetFiles(path);
        // ok: csharp-path-traversal
        Directory.GetFiles("/srv/files");
        // ruleid: csharp-path-traversal
        new FileStream(path, FileMode.Open);
        // ok: csharp-path-traversal
        new FileStream("/srv/file", FileMode.Open);
        // ruleid: csharp-path-traversal
        new StreamReader(path);
        // ok: csharp-path-traversal
        new StreamReader("/srv/file");
        // ruleid: csharp-path-traversal
        new StreamWriter(path);
        // ok: csharp-path-traversal
        new StreamWriter("/srv/file");
        // ruleid: csharp-path-traversal
        var a = PhysicalFile(path, "text/plain");
        // ok: csharp-path-traversal
        var b = PhysicalFile("/srv/file", "text/plain");
        // ruleid: csharp-path-traversal
        var c = Results.File(path, "text/plain");
        // ok: csharp-path-traversal
        var d = Results.File("/srv/file", "text/plain");
        // ruleid: csharp-path-traversal
        var e = TypedResults.PhysicalFile(path);
        // ok: csharp-path-traversal
        var f = TypedResults.PhysicalFile("/srv/file");
        // ruleid: csharp-path-traversal
        File.Copy("/srv/file", path);
        // ok: csharp-path-traversal
        File.Copy("/srv/file", "/srv/copy");
        // ruleid: csharp-path-traversal
        File.Move("/srv/file", path);
        // ok: csharp-path-traversal
        File.Move("/srv/file", "/srv/copy");
        // ruleid: csharp-path-traversal
        posted.SaveAs("/srv/" + posted.FileName);
        // ok: csharp-path-traversal
        posted.SaveAs("/srv/" + Path.GetFileName(posted.FileName));
        // ruleid: csharp-path-traversal
        File.Create("/srv/" + upload.FileName);
        // ok: csharp-path-traversal
        File.Create("/srv/" + Guid.NewGuid());
        // ok: csharp-path-traversal
        new StreamReader(Request.Body);
        var stream = Encode(name);
        // ok: csharp-path-traversal
        new StreamReader(stream);
        return Ok();
    }

    [HttpPost]
    public IActionResult Checked(string a, string b, string c, string d)
    {
        var first = Path.GetFullPath(Path.Combine("/srv/files", a));
        if (!first.StartsWith("/srv/files/")) return NotFound();
        // ok: csharp-path-traversal
        File.OpenRead(first);
        if (b.Contains("..")) return NotFound();
        // ok: csharp-path-traversal
        File.OpenRead("/srv/" + b);
        if (c.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0) return NotFound();
        // ok: csharp-path-traversal
        File.OpenRead("/srv/" + c);
        var relative = Path.GetRelativePath("/srv", d);
        // ok: csharp-path-traversal
        File.OpenRead(d);
        return Ok();
    }
}

public class Archives
{
    public void Unpack(ZipArchive archive, ZipEntry sharp, TarEntry tar, IArchiveEntry any, string target)
    {
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            // ruleid: csharp-zip-slip
            entry.ExtractToFile(Path.Combine(target, entry.FullName));
            // ok: csharp-zip-slip
            entry.ExtractToFile(Path.Combine(target, Path.GetFileName(entry.FullName)));
            var path = Path.GetFullPath(Path.Combine(target, entry.FullName));
            if (!path.StartsWith(target)) continue;
            // ok: csharp-zip-slip
            entry.ExtractToFile(path);
        }
        foreach (var entry in archive.Entries)
        {
            // ruleid: csharp-zip-slip
            entry.ExtractToFile(Path.Combine(target, entry.FullName), true);
        }
        // ruleid: csharp-zip-slip
        File.Create(Path.Combine(target, sharp.Name));
        // ok: csharp-zip-slip
        File.Create(Path.Combine(target, "x"));
        // ruleid: csharp-zip-slip
        File.WriteAllBytes(Path.Combine(target, tar.Name), data);
        // ok: csharp-zip-slip
        File.WriteAllBytes(Path.Combine(target, "x"), data);
        // ruleid: csharp-zip-slip
        any.WriteToFile(Path.Combine(target, any.Key));
        // ok: csharp-zip-slip
        any.WriteToFile(Path.Combine(target, "x"));
        // ruleid: csharp-zip-slip
        File.OpenWrite(Path.Combine(target, sharp.Name));
        // ok: csharp-zip-slip
        File.OpenWrite(Path.Combine(target, "x"));
        // ruleid: csharp-zip-slip
        new FileStream(Path.Combine(target, sharp.Name), FileMode.Create);
        // ok: csharp-zip-slip
        new FileStream(Path.Combine(target, "x"), FileMode.Create);
        // ruleid: csharp-zip-slip
        new StreamWriter(Path.Combine(target, sharp.Name));
        // ok: csharp-zip-slip
        new StreamWriter(Path.Combine(target, "x"));
    }
}
