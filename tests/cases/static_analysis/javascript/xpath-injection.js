const xpath = require('xpath');

app.get('/user', (req, res) => {
  // ruleid: javascript-xpath-injection
  const nodes = xpath.select("//user[name='" + req.query.name + "']", doc);
  // ok: javascript-xpath-injection
  xpath.select('//user', doc);
  // ok: javascript-xpath-injection
  xpath.parse('//user[name=$name]').select({ node: doc, variables: { name: req.query.name } });
  // ruleid: javascript-xpath-injection
  xpath.parse(`//user[@id=${req.params.id}]`);
  // ok: javascript-xpath-injection
  xpath.select(`//user[@id=${Number(req.params.id)}]`, doc);
  // ruleid: javascript-xpath-injection
  xmlDoc.find(`//user[@id=${req.params.id}]`);
  // ruleid: javascript-xpath-injection
  select1(`//user[@id=${req.params.id}]`, doc);
  // ok: javascript-xpath-injection
  list.find(`user-${req.params.id}`);
});
// ruleid: javascript-xpath-injection
document.evaluate('//a[@id="' + location.hash + '"]', document);
// ok: javascript-xpath-injection
document.evaluate('//a', document);
