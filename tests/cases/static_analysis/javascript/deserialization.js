app.post('/', (req, res) => {
  // ruleid: javascript-unsafe-deserialization
  serialize.unserialize(req.cookies.profile);
  // ok: javascript-unsafe-deserialization
  serialize.unserialize(fs.readFileSync('state'));
  // ok: javascript-unsafe-deserialization
  JSON.parse(req.cookies.profile);
  // ruleid: javascript-unsafe-deserialization
  unserialize(Buffer.from(req.body.state, 'base64').toString());
  // ruleid: javascript-unsafe-deserialization
  funcster.deepDeserialize(req.body);
  // ruleid: javascript-unsafe-deserialization
  serializeToJs.deserialize(req.body.state);
  // ruleid: javascript-unsafe-deserialization
  cryo.parse(req.body.state);
  // ruleid: javascript-unsafe-deserialization
  yaml.load(req.body, { schema: yaml.DEFAULT_FULL_SCHEMA });
  // ok: javascript-unsafe-deserialization
  yaml.load(req.body);
  // ruleid: javascript-unsafe-deserialization
  jsyaml.load(req.body, { schema: jsyaml.DEFAULT_FULL_SCHEMA });
  // ok: javascript-unsafe-deserialization
  jsyaml.load(req.body, { schema: jsyaml.CORE_SCHEMA });
  // ruleid: javascript-unsafe-deserialization
  v8.deserialize(req.body);
  // ok: javascript-unsafe-deserialization
  v8.serialize(req.body);
});
