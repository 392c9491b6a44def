app.get('/search', (req, res) => {
  // ruleid: javascript-regex-injection
  new RegExp(req.query.q);
  // ok: javascript-regex-injection
  new RegExp('^a+$').test(req.query.q);
  // ok: javascript-regex-injection
  new RegExp(_.escapeRegExp(req.query.q));
  // ok: javascript-regex-injection
  new RegExp(escapeRegex(req.query.q), 'i');
  // ok: javascript-regex-injection
  new RegExp(req.query.q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // ruleid: javascript-regex-injection
  RegExp('^' + req.query.q);
  // ruleid: javascript-regex-injection
  User.find({ name: { $regex: req.query.q } });
  // ok: javascript-regex-injection
  User.find({ name: { $regex: '^a' } });
});
// ruleid: javascript-regex-catastrophic
const words = /^(\w+)+$/;
// ok: javascript-regex-catastrophic
const word = /^\w+$/;
// ruleid: javascript-regex-catastrophic
const built = new RegExp('^(a*)*$');
// ok: javascript-regex-catastrophic
const list = /^(?:\w+,)+$/;
// ok: javascript-regex-catastrophic
const dotted = /^[a-z]+(\.[a-z]+)*$/;
