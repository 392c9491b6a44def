app.get('/plugin', async (req, res) => {
  // ruleid: javascript-dynamic-import
  require('./plugins/' + req.query.name);
  // ok: javascript-dynamic-import
  require('./plugins/a');
  // ruleid: javascript-dynamic-import
  await import(`./plugins/${req.query.name}.js`);
  // ok: javascript-dynamic-import
  await import(PLUGINS[req.query.name]);
  // ruleid: javascript-dynamic-import
  require.resolve(req.query.name);
  const name = req.query.name;
  if (!NAMES.has(name)) return;
  // ok: javascript-dynamic-import
  await import(`./plugins/${name}.js`);
});

app.post('/act', (req, res) => {
  // ruleid: javascript-dynamic-method
  actions[req.body.action](req.body.value);
  // ok: javascript-dynamic-method
  actions.get(req.body.action)(req.body.value);
  // ok: javascript-dynamic-method
  actions.run(req.body.action);
  const action = req.body.action;
  if (!['start', 'stop'].includes(action)) return;
  // ok: javascript-dynamic-method
  actions[action]();
});
