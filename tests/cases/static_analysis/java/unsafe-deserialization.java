class DeserializationCases {
    void streams(HttpServletRequest request, Socket socket, HessianInput one, Kryo kryo) throws Exception {
        ObjectInputStream in = new ObjectInputStream(request.getInputStream());
        // ruleid: java-unsafe-deserialization
        Object a = in.readObject();
        // ruleid: java-unsafe-deserialization
        Object b = in.readUnshared();
        // ok: java-unsafe-deserialization
        int c = in.readInt();
        // ruleid: java-unsafe-deserialization
        new ObjectInputStream(socket.getInputStream()).readObject();
        // ok: java-unsafe-deserialization
        new ObjectInputStream(new FileInputStream("state")).readObject();
        // ruleid: java-unsafe-deserialization
        SerializationUtils.deserialize(Base64.getDecoder().decode(request.getParameter("state")));
        // ok: java-unsafe-deserialization
        SerializationUtils.deserialize(cache.bytes());
        // ruleid: java-unsafe-deserialization
        new XMLDecoder(request.getInputStream());
        // ok: java-unsafe-deserialization
        new XMLDecoder(new FileInputStream("state.xml"));
        HessianInput hessian = new HessianInput(request.getInputStream());
        // ruleid: java-unsafe-deserialization
        hessian.readObject();
        // ok: java-unsafe-deserialization
        one.readObject();
        Hessian2Input newer = new Hessian2Input(request.getInputStream());
        // ruleid: java-unsafe-deserialization
        newer.readObject();
        // ruleid: java-unsafe-deserialization
        kryo.readClassAndObject(new Input(request.getInputStream()));
        // ok: java-unsafe-deserialization
        kryo.readClassAndObject(new Input(new FileInputStream("state")));
    }

    void filtered(HttpServletRequest request) throws Exception {
        ObjectInputStream in = new ObjectInputStream(request.getInputStream());
        in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("com.example.*;!*"));
        // ok: java-unsafe-deserialization
        Object a = in.readObject();
        ObjectInputStream other = new ValidatingObjectInputStream(request.getInputStream());
        // ok: java-unsafe-deserialization
        Object b = other.readObject();
    }

    @PostMapping("/yaml")
    void yaml(@RequestBody String text) {
        // ruleid: java-yaml-unsafe-load
        new Yaml().load(text);
        // ok: java-yaml-unsafe-load
        new Yaml().load("a: 1");
        // ok: java-yaml-unsafe-load
        new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        // ruleid: java-yaml-unsafe-load
        new Yaml(new Constructor(Order.class)).loadAs(text, Order.class);
        // ok: java-yaml-unsafe-load
        new Yaml(new Constructor(Order.class)).loadAs("a: 1", Order.class);
        Yaml yaml = new Yaml();
        // ruleid: java-yaml-unsafe-load
        yaml.loadAll(text);
        // ok: java-yaml-unsafe-load
        yaml.dump(text);
    }

    @PostMapping("/xml")
    void xml(@RequestBody String text, XStream xstream) {
        // ruleid: java-xstream-deserialization
        xstream.fromXML(text);
        // ok: java-xstream-deserialization
        xstream.fromXML("<a/>");
        // ruleid: java-xstream-deserialization
        new XStream(new DomDriver()).fromXML(text);
        // ok: java-xstream-deserialization
        new XStream(new DomDriver()).toXML(text);
        XStream allowed = new XStream();
        allowed.allowTypes(new Class[] {Order.class});
        // ok: java-xstream-deserialization
        allowed.fromXML(text);
        XStream wild = new XStream();
        wild.allowTypesByWildcard(new String[] {"com.example.**"});
        // ok: java-xstream-deserialization
        wild.fromXML(text);
        XStream hierarchy = new XStream();
        hierarchy.allowTypeHierarchy(Order.class);
        // ok: java-xstream-deserialization
        hierarchy.fromXML(text);
        XStream permitted = new XStream();
        permitted.addPermission(new ExplicitTypePermission(types));
        // ok: java-xstream-deserialization
        permitted.fromXML(text);
    }

    void typing(ObjectMapper mapper) {
        // ruleid: java-jackson-default-typing
        mapper.enableDefaultTyping();
        // ruleid: java-jackson-default-typing
        mapper.activateDefaultTyping(LaissezFaireSubTypeValidator.instance, ObjectMapper.DefaultTyping.NON_FINAL);
        // ruleid: java-jackson-default-typing
        mapper.activateDefaultTyping(mapper.getPolymorphicTypeValidator());
        // ok: java-jackson-default-typing
        mapper.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Shape.class).build());
        // ok: java-jackson-default-typing
        mapper.deactivateDefaultTyping();
    }

    // ruleid: java-jackson-default-typing
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "type")
    private Object payload;

    // ok: java-jackson-default-typing
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private Object named;

    void fastjson(String text) {
        // ruleid: java-fastjson-autotype
        ParserConfig.getGlobalInstance().setAutoTypeSupport(true);
        // ok: java-fastjson-autotype
        ParserConfig.getGlobalInstance().setAutoTypeSupport(false);
        // ruleid: java-fastjson-autotype
        JSON.parseObject(text, Object.class, JSONReader.Feature.SupportAutoType);
        // ruleid: java-fastjson-autotype
        JSON.parseObject(text, Object.class, Feature.SupportAutoType);
        // ok: java-fastjson-autotype
        JSON.parseObject(text, Order.class);
    }
}
