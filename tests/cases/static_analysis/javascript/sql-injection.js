const express = require('express');
const mysql = require('mysql');
const app = express();

app.get('/concatenated', async (req, res) => {
  // ruleid: javascript-sql-injection
  const rows = await db.query("SELECT * FROM users WHERE name = '" + req.query.name + "'");
  // ok: javascript-sql-injection
  await db.query("SELECT * FROM users WHERE name = 'constant' AND role = " + 1);
  // ok: javascript-sql-injection
  await db.query('SELECT * FROM users WHERE name = ?', [req.query.name]);
  // ok: javascript-sql-injection
  await db.query({ text: 'SELECT * FROM users WHERE name LIKE $1', values: [`%${req.query.name}%`] });
  const named = { text: 'SELECT * FROM users WHERE name LIKE $1', values: [`%${req.query.name}%`] };
  // ok: javascript-sql-injection
  await db.query(named);
  // ruleid: javascript-sql-injection
  await db.query({ text: `SELECT * FROM users WHERE name = '${req.query.name}'`, values: [] });
  // ruleid: javascript-sql-injection
  await db.query({ sql: `SELECT * FROM users WHERE name = '${req.query.name}'`, timeout: 40 });
  // ruleid: javascript-sql-injection
  await client.execute({ sql: `SELECT * FROM users WHERE name = '${req.query.name}'`, args: [] });
  res.json(rows);
});

app.post('/variable', (req, res) => {
  const { name, age } = req.body;
  const sql = `SELECT * FROM users WHERE name = '${name}'`;
  // ruleid: javascript-sql-injection
  connection.query(sql, (error, rows) => res.json(rows));
  const byAge = `SELECT * FROM users WHERE age = ${Number(age)}`;
  // ok: javascript-sql-injection
  connection.query(byAge, (error, rows) => res.json(rows));
  // ok: javascript-sql-injection
  connection.query(`SELECT * FROM users WHERE age = ${parseInt(age, 10)} LIMIT ${+age}`);
  // ok: javascript-sql-injection
  connection.query('SELECT * FROM users WHERE name = ' + mysql.escape(name));
  // ok: javascript-sql-injection
  connection.query(mysql.format('SELECT * FROM users WHERE name = ?', [name]));
});

app.get('/order', async (req, res) => {
  const column = req.query.column;
  if (!['name', 'age'].includes(column)) {
    return res.status(400).end();
  }
  // ok: javascript-sql-injection
  res.json(await pool.query(`SELECT * FROM users ORDER BY ${column}`));
});

app.get('/shape', async (req, res) => {
  const id = req.params.id;
  if (!/^[0-9a-f]{8}$/.test(id)) throw new Error('bad id');
  // ok: javascript-sql-injection
  await pool.query(`SELECT * FROM users WHERE id = '${id}'`);
  const other = req.params.other;
  if (!/[0-9a-f]{8}/.test(other)) throw new Error('bad id');
  // ruleid: javascript-sql-injection
  await pool.query(`SELECT * FROM users WHERE id = '${other}'`);
  const denied = req.params.denied;
  if (blockList.includes(denied)) throw new Error('bad id');
  // ruleid: javascript-sql-injection
  await pool.query(`SELECT * FROM users WHERE id = '${denied}'`);
});

app.get('/table', async (req, res) => {
  const COLUMNS = { name: 'name', age: 'years' };
  const column = COLUMNS[req.query.column];
  // ok: javascript-sql-injection
  await pool.query(`SELECT ${column} FROM users`);
  if (false) {
    // ok: javascript-sql-injection
    await pool.query(`SELECT ${req.query.column} FROM users`);
  }
});

app.get('/builders', async (req, res) => {
  // ruleid: javascript-sql-injection
  await knex('users').whereRaw(`name = '${req.headers['x-name']}'`);
  // ok: javascript-sql-injection
  await knex('users').whereRaw('name = ?', [req.headers['x-name']]);
  // ruleid: javascript-sql-injection
  await knex.raw(req.cookies.statement);
  // ok: javascript-sql-injection
  await knex.raw('SELECT ?', [req.cookies.statement]);
  // ruleid: javascript-sql-injection
  await prisma.$queryRawUnsafe(`SELECT * FROM users WHERE name = '${req.query.name}'`);
  // ok: javascript-sql-injection
  await prisma.$queryRaw`SELECT * FROM users WHERE name = ${req.query.name}`;
  // ok: javascript-sql-injection
  await pool.query(sql`SELECT * FROM users WHERE name = ${req.query.name}`);
  // ruleid: javascript-sql-injection
  await sequelize.query('SELECT * FROM users WHERE name = "' + req.param('name') + '"');
  // ok: javascript-sql-injection
  await sequelize.query('SELECT * FROM users WHERE name = :name', { replacements: { name: req.param('name') } });
  // ruleid: javascript-sql-injection
  users.createQueryBuilder('u').where(`u.name = '${req.query.name}'`).getMany();
  // ok: javascript-sql-injection
  users.createQueryBuilder('u').where('u.name = :name', { name: req.query.name }).getMany();
  // ok: javascript-sql-injection
  await queryBus.execute(new FindUser('u' + req.query.name));
  // ok: javascript-sql-injection
  await graphqlClient.query('q' + req.query.name);
});

app.get('/sqlite', (req, res) => {
  // ruleid: javascript-sql-injection
  db.get('SELECT * FROM users WHERE name = "' + req.query.name + '"', (error, row) => res.json(row));
  // ok: javascript-sql-injection
  db.get('SELECT * FROM users WHERE name = ?', req.query.name, (error, row) => res.json(row));
  // ok: javascript-sql-injection
  cache.get('user:' + req.query.name, (error, row) => res.json(row));
  const conditions = [];
  conditions.push("name = '" + req.query.name + "'");
  // ruleid: javascript-sql-injection
  db.all('SELECT * FROM users WHERE ' + conditions.join(' AND '), () => res.end());
  const safe = [];
  safe.push('name = ?');
  // ok: javascript-sql-injection
  db.all('SELECT * FROM users WHERE ' + safe.join(' AND '), [req.query.name], () => res.end());
  // ruleid: javascript-sql-injection
  db.query(req.query.statement);
});

const destructured = async ({ body, params }, res) => {
  // ruleid: javascript-sql-injection
  await pool.query(`DELETE FROM users WHERE id = ${params.id}`);
  // ok: javascript-sql-injection
  await pool.query('DELETE FROM users WHERE id = $1', [params.id]);
};

// Koa
router.get('/koa', async (ctx) => {
  // ruleid: javascript-sql-injection
  ctx.body = await pool.query(`SELECT * FROM users WHERE name = '${ctx.query.name}'`);
  // ruleid: javascript-sql-injection
  ctx.body = await pool.query(`SELECT * FROM users WHERE name = '${ctx.request.body.name}'`);
  // ok: javascript-sql-injection
  ctx.body = await pool.query('SELECT * FROM users WHERE name = $1', [ctx.query.name]);
});

// Next, route handlers and server actions
export async function POST(request) {
  const { name } = await request.json();
  const query = request.nextUrl.searchParams.get('q');
  // ruleid: javascript-sql-injection
  await pool.query(`SELECT * FROM users WHERE name = '${name}'`);
  // ruleid: javascript-sql-injection
  await pool.query(`SELECT * FROM users WHERE name = '${query}'`);
  // ok: javascript-sql-injection
  return Response.json(await pool.query('SELECT * FROM users WHERE name = $1', [name]));
}

export async function rename(formData) {
  'use server';
  // ruleid: javascript-sql-injection
  await pool.query(`UPDATE users SET name = '${formData.get('name')}'`);
  // ok: javascript-sql-injection
  await pool.query('UPDATE users SET name = $1', [formData.get('name')]);
}

// AWS Lambda and Hono
exports.handler = async (event) => {
  // ruleid: javascript-sql-injection
  return pool.query(`SELECT * FROM users WHERE name = '${event.queryStringParameters.name}'`);
};
hono.get('/', async (c) => {
  // ruleid: javascript-sql-injection
  return c.json(await pool.query(`SELECT * FROM users WHERE name = '${c.req.query('name')}'`));
});

function byParameter(db, name, limit) {
  // ruleid: javascript-sql-injection-parameter
  db.query("SELECT * FROM users WHERE name = '" + name + "'");
  // ruleid: javascript-sql-injection-parameter
  db.all(`SELECT * FROM users WHERE name = '${name}'`);
  // ok: javascript-sql-injection-parameter
  db.query('SELECT * FROM users WHERE name = $1', [name]);
  // ok: javascript-sql-injection-parameter
  db.query(`SELECT * FROM users LIMIT ${limit}`);
  // ok: javascript-sql-injection-parameter
  db.query('SELECT * FROM users WHERE name = ' + db.escape(name));
  // ok: javascript-sql-injection-parameter
  cache.query(`user ${name}`);
}

const arrow = (db, name) => {
  // ruleid: javascript-sql-injection-parameter
  return db.execute(`DELETE FROM users WHERE name = '${name}'`);
};

app.get('/direct', async (req, res) => {
  if (!COLUMNS.includes(req.query.column)) return res.status(400).end();
  // ok: javascript-sql-injection
  await pool.query(`SELECT ${req.query.column} FROM users`);
  // ruleid: javascript-sql-injection
  await pool.query(`SELECT ${req.query.other} FROM users`);
});
app.get('/directly-in', async (req, res) => {
  if (/^[a-z]+$/.test(req.query.column)) {
    // ok: javascript-sql-injection
    await pool.query(`SELECT ${req.query.column} FROM users`);
  }
  if (/[a-z]+/.test(req.query.loose)) {
    // ruleid: javascript-sql-injection
    await pool.query(`SELECT ${req.query.loose} FROM users`);
  }
  const chosen = COLUMNS.has(req.query.chosen) ? req.query.chosen : 'name';
  // ok: javascript-sql-injection
  await pool.query(`SELECT ${chosen} FROM users`);
  const named = req.params.name;
  if (!NAME_PATTERN.test(named)) return;
  // ok: javascript-sql-injection
  await pool.query(`SELECT ${named} FROM users`);
});
