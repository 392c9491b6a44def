class MongoCases {
    @GetMapping("/users")
    void find(@RequestParam String name, @RequestParam int age) {
        // ruleid: java-nosql-injection
        new BasicQuery("{name: '" + name + "'}");
        // ok: java-nosql-injection
        new BasicQuery("{age: " + age + "}");
        // ok: java-nosql-injection
        new Query(Criteria.where("name").is(name));
        // ruleid: java-nosql-injection
        BasicDBObject.parse("{name: '" + name + "'}");
        // ok: java-nosql-injection
        BasicDBObject.parse("{name: 'a'}");
        // ruleid: java-nosql-injection
        Document.parse("{name: '" + name + "'}");
        // ok: java-nosql-injection
        new Document("name", name);
        // ruleid: java-nosql-injection
        BsonDocument.parse("{name: '" + name + "'}");
        // ok: java-nosql-injection
        BsonDocument.parse("{name: 'a'}");
        // ruleid: java-nosql-injection
        Filters.where("this.name == '" + name + "'");
        // ok: java-nosql-injection
        Filters.eq("name", name);
        // ruleid: java-nosql-injection
        new BasicDBObject("$where", "this.name == '" + name + "'");
        // ok: java-nosql-injection
        new BasicDBObject("name", name);
        // ruleid: java-nosql-injection
        new Document("$where", "this.name == '" + name + "'");
        // ok: java-nosql-injection
        new Document("$where", "this.age > 3");
    }
}
