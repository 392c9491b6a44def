app.post('/users', async (req, res) => {
  // ruleid: javascript-mass-assignment
  await User.create(req.body);
  // ok: javascript-mass-assignment
  await User.create({ name: req.body.name });
  // ok: javascript-mass-assignment
  await User.create(schema.parse(req.body));
  // ruleid: javascript-mass-assignment
  await User.create({ ...req.body }, { silent: true }) && (await User.create(req.body));
  // ruleid: javascript-mass-assignment
  await User.findByIdAndUpdate(req.params.id, req.body);
  // ok: javascript-mass-assignment
  await User.findByIdAndUpdate(req.params.id, { name: req.body.name });
  // ruleid: javascript-mass-assignment
  await users.updateOne({ id: 1 }, { $set: req.body });
  // ok: javascript-mass-assignment
  await users.updateOne({ id: 1 }, { $set: { name: req.body.name } });
  // ruleid: javascript-mass-assignment
  await prisma.user.update({ where: { id: 1 }, data: req.body });
  // ok: javascript-mass-assignment
  await prisma.user.update({ where: { id: 1 }, data: { name: req.body.name } });
  // ruleid: javascript-mass-assignment
  new User(req.body).save();
  // ok: javascript-mass-assignment
  new User({ name: req.body.name }).save();
  // ruleid: javascript-mass-assignment
  Object.assign(user, req.body);
  // ok: javascript-mass-assignment
  Object.assign(user, _.pick(req.body, ['name']));
  const body = req.body;
  // ruleid: javascript-mass-assignment
  await models.User.create(body);
  const { name } = req.body;
  // ok: javascript-mass-assignment
  await models.User.create({ name });
});
export async function POST(request) {
  const body = await request.json();
  // ruleid: javascript-mass-assignment
  await prisma.user.create({ data: body });
  // ok: javascript-mass-assignment
  return Response.json(await prisma.user.create({ data: { name: body.name } }));
}
app.post('/nested', async (req, res) => {
  // ruleid: javascript-mass-assignment
  await User.create(req.body.user);
  // ok: javascript-mass-assignment
  new User(req.body.name);
});
