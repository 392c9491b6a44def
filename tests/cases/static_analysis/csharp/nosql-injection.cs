public class MongoCases : Controller
{
    [HttpGet]
    public IActionResult Find(string name)
    {
        // ruleid: csharp-nosql-injection
        users.Find(BsonDocument.Parse("{name: '" + name + "'}"));
        // ok: csharp-nosql-injection
        users.Find(BsonDocument.Parse("{name: 'a'}"));
        // ruleid: csharp-nosql-injection
        BsonSerializer.Deserialize<BsonDocument>("{name: '" + name + "'}");
        // ok: csharp-nosql-injection
        BsonSerializer.Deserialize<BsonDocument>("{}");
        // ruleid: csharp-nosql-injection
        new JsonFilterDefinition<User>("{name: '" + name + "'}");
        // ok: csharp-nosql-injection
        new JsonFilterDefinition<User>("{}");
        // ruleid: csharp-nosql-injection
        new BsonJavaScript("this.name == '" + name + "'");
        // ok: csharp-nosql-injection
        new BsonJavaScript("this.age > 3");
        // ok: csharp-nosql-injection
        users.Find(Builders<User>.Filter.Eq("name", name));
        return Ok();
    }
}
