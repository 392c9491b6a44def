app.post('/login', async (req, res) => {
  // ruleid: javascript-trust-boundary
  req.session.role = req.body.role;
  // ok: javascript-trust-boundary
  req.session.theme = req.body.theme;
  // ruleid: javascript-trust-boundary
  req.session['isAdmin'] = req.query.admin;
  // ok: javascript-trust-boundary
  req.session['isAdmin'] = false;
  const user = await users.findOne({ name: req.body.name });
  // ok: javascript-trust-boundary
  req.session.userId = user.id;
});
router.post('/koa', (ctx) => {
  // ruleid: javascript-trust-boundary
  ctx.session.userId = ctx.request.body.id;
});
