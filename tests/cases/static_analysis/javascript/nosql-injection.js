app.post('/search', async (req, res) => {
  // ruleid: javascript-nosql-injection
  const found = await users.find(req.body);
  // ok: javascript-nosql-injection
  await users.find({ name: String(req.body.name) });
  // ruleid: javascript-nosql-injection
  await users.find({ $where: `this.name === '${req.body.name}'` });
  // ok: javascript-nosql-injection
  await users.find({ $where: 'this.a === this.b' });
  // ruleid: javascript-nosql-injection
  await users.find().$where(`this.name === '${req.body.name}'`);
  // ruleid: javascript-nosql-injection
  await users.aggregate([{ $addFields: { x: { $function: { body: req.body.code, args: [], lang: 'js' } } } }]);
  // ok: javascript-nosql-injection
  await users.aggregate([{ $addFields: { x: { $function: { body: 'return 1', args: [req.body.code], lang: 'js' } } } }]);
  const filter = req.body.filter;
  // ruleid: javascript-nosql-injection
  await users.deleteMany(filter);
  const checked = schema.parse(req.body);
  // ok: javascript-nosql-injection
  await users.deleteMany(checked);
  // ok: javascript-nosql-injection
  const one = list.find((item) => item.id === req.body.id);
  res.json(found);
});

app.post('/login', async (req, res) => {
  // ruleid: javascript-nosql-operator-injection
  await User.findOne({ name: req.body.name });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ name: String(req.body.name) });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ name: req.body.name.toLowerCase() });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ name: { $eq: req.body.name } });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ name: `${req.body.name}` });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ _id: req.params.id });
  // ok: javascript-nosql-operator-injection
  await User.findOne({ where: { name: 'x' }, order: req.query.order });
  // ruleid: javascript-nosql-operator-injection
  await User.deleteOne({ token: req.query.token });
  const { email } = request.body;
  if (typeof email !== 'string') return res.status(400).end();
  // ok: javascript-nosql-operator-injection
  await User.findOne({ email });
  const { nick } = ctx.request.body;
  // ruleid: javascript-nosql-operator-injection
  await User.findOne({ nick: nick });
});
