public class XxeCases : Controller
{
    [HttpPost]
    public IActionResult Documents(string text)
    {
        var open = new XmlDocument();
        open.XmlResolver = new XmlUrlResolver();
        // ruleid: csharp-xxe
        open.LoadXml(text);
        // ruleid: csharp-xxe
        open.Load(Request.Body);
        var closed = new XmlDocument();
        closed.XmlResolver = null;
        // ok: csharp-xxe
        closed.LoadXml(text);
        // ok: csharp-xxe
        closed.Load(Request.Body);
        return Ok();
    }

    [HttpPut]
    public IActionResult Readers(string text, XmlReaderSettings given)
    {
        // ruleid: csharp-xml-dtd-processing
        given.DtdProcessing = DtdProcessing.Parse;
        // ruleid: csharp-xxe
        XmlReader.Create(new StringReader(text), given);
        // ruleid: csharp-xml-dtd-processing
        var open = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse };
        // ruleid: csharp-xxe
        XmlReader.Create(new StringReader(text), open);
        // ok: csharp-xml-dtd-processing
        var closed = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
        // ok: csharp-xxe
        XmlReader.Create(new StringReader(text), closed);
        // ok: csharp-xxe
        XmlReader.Create(new StringReader("<a/>"), open);
        // ruleid: csharp-xml-dtd-processing
        given.ProhibitDtd = false;
        // ok: csharp-xml-dtd-processing
        given.DtdProcessing = DtdProcessing.Ignore;
        return Ok();
    }
}
