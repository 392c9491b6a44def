app.post('/', (req, res) => {
  // ruleid: javascript-xxe, javascript-xml-entities-enabled
  libxmljs.parseXml(req.body, { noent: true });
  // ok: javascript-xxe, javascript-xml-entities-enabled
  libxmljs.parseXml(req.body, { noent: false });
  // ok: javascript-xxe
  // ruleid: javascript-xml-entities-enabled
  libxmljs.parseXmlString(fs.readFileSync('own.xml'), { noent: true, noblanks: true });
  // ruleid: javascript-xxe, javascript-xml-entities-enabled
  libxml.parseXml(req.body.xml, { replaceEntities: true });
  // ok: javascript-xxe, javascript-xml-entities-enabled
  libxml.parseXml(req.body.xml, { replaceEntities: false });
  // ruleid: javascript-xxe
  libxmljs.parseXml(req.body, { dtdload: true });
  // ok: javascript-xxe, javascript-xml-entities-enabled
  options.set('xml', { noent: true });
});
