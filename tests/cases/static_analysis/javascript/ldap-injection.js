const ldap = require('ldapjs');

app.get('/people', (req, res) => {
  // ruleid: javascript-ldap-injection
  client.search('ou=people', { filter: `(uid=${req.query.uid})`, scope: 'sub' }, done);
  // ok: javascript-ldap-injection
  client.search('ou=people', { filter: new ldap.EqualityFilter({ attribute: 'uid', value: req.query.uid }) }, done);
  // ok: javascript-ldap-injection
  client.search('ou=people', { filter: `(uid=${escapeFilter(req.query.uid)})` }, done);
  // ruleid: javascript-ldap-injection
  client.search('ou=' + req.query.unit, { scope: 'sub' }, done);
  // ok: javascript-ldap-injection
  client.search('ou=people', { scope: 'sub', sizeLimit: req.query.limit }, done);
  // ruleid: javascript-ldap-injection
  ldapClient.bind(`uid=${req.body.name},ou=people`, req.body.password);
  // ok: javascript-ldap-injection
  ldapClient.bind(process.env.LDAP_USER, req.body.password);
  // ruleid: javascript-ldap-injection
  ldap.parseFilter('(uid=' + req.query.uid + ')');
  // ok: javascript-ldap-injection
  index.search('words', { text: req.query.text });
});
