public class DeserializationCases : Controller
{
    public void Formatters(Stream stream, BinaryFormatter given)
    {
        // ruleid: csharp-binary-formatter
        new BinaryFormatter().Deserialize(stream);
        // ruleid: csharp-binary-formatter
        given.Deserialize(stream);
        // ok: csharp-binary-formatter
        JsonSerializer.Deserialize<State>(stream);
        // ruleid: csharp-binary-formatter
        new NetDataContractSerializer();
        // ok: csharp-binary-formatter
        new DataContractSerializer(typeof(State));
        // ruleid: csharp-binary-formatter
        new SoapFormatter();
        // ruleid: csharp-binary-formatter
        new LosFormatter();
        // ruleid: csharp-binary-formatter
        new ObjectStateFormatter();
        // ruleid: csharp-binary-formatter
        new JavaScriptSerializer(new SimpleTypeResolver());
        // ok: csharp-binary-formatter
        new JavaScriptSerializer();
    }

    public void Json(JsonSerializerSettings settings)
    {
        // ruleid: csharp-json-type-name-handling
        var a = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
        // ok: csharp-json-type-name-handling
        var b = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None };
        // ok: csharp-json-type-name-handling
        var c = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto, SerializationBinder = binder };
        // ruleid: csharp-json-type-name-handling
        settings.TypeNameHandling = TypeNameHandling.Objects;
        // ok: csharp-json-type-name-handling
        settings.TypeNameHandling = TypeNameHandling.None;
    }

    [HttpPost]
    public IActionResult Read(string text, BinaryFormatter binary, LosFormatter los, ObjectStateFormatter state, NetDataContractSerializer net)
    {
        // ruleid: csharp-unsafe-deserialization
        new BinaryFormatter().Deserialize(Request.Body);
        // ok: csharp-unsafe-deserialization
        new BinaryFormatter().Deserialize(file);
        // ruleid: csharp-unsafe-deserialization
        binary.Deserialize(new MemoryStream(Convert.FromBase64String(text)));
        // ok: csharp-unsafe-deserialization
        binary.Deserialize(file);
        // ruleid: csharp-unsafe-deserialization
        los.Deserialize(text);
        // ok: csharp-unsafe-deserialization
        los.Deserialize("a");
        // ruleid: csharp-unsafe-deserialization
        state.Deserialize(text);
        // ok: csharp-unsafe-deserialization
        state.Deserialize("a");
        // ruleid: csharp-unsafe-deserialization
        net.ReadObject(Request.Body);
        // ok: csharp-unsafe-deserialization
        net.ReadObject(file);
        // ruleid: csharp-unsafe-deserialization
        new XmlSerializer(Type.GetType(text));
        // ok: csharp-unsafe-deserialization
        new XmlSerializer(typeof(State));
        // ruleid: csharp-unsafe-deserialization
        XamlReader.Parse(text);
        // ok: csharp-unsafe-deserialization
        XamlReader.Parse("<a/>");
        // ruleid: csharp-unsafe-deserialization
        XamlReader.Load(Request.Body);
        // ok: csharp-unsafe-deserialization
        XamlReader.Load(file);
        return Ok();
    }
}
