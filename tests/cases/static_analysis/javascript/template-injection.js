const ejs = require('ejs');
const Handlebars = require('handlebars');
const _ = require('lodash');

app.post('/preview', (req, res) => {
  // ruleid: javascript-template-injection
  ejs.render(req.body.template, {});
  // ok: javascript-template-injection
  ejs.render('<p><%= text %></p>', { text: req.body.template });
  // ruleid: javascript-template-injection
  Handlebars.compile('<h1>' + req.body.title + '</h1>');
  // ok: javascript-template-injection
  Handlebars.compile('<h1>{{title}}</h1>')({ title: req.body.title });
  // ruleid: javascript-template-injection
  nunjucks.renderString(req.query.text);
  // ruleid: javascript-template-injection
  _.template(req.query.text)();
  // ok: javascript-template-injection
  _.template('<%- text %>')({ text: req.query.text });
});

app.get('/', (req, res) => {
  // ruleid: javascript-template-options-from-request
  res.render('index', req.query);
  // ok: javascript-template-options-from-request
  res.render('index', { name: req.query.name });
  // ruleid: javascript-template-options-from-request
  res.render('index', { title: 'a', ...req.body });
  // ok: javascript-template-options-from-request
  res.render('index', { title: 'a', ...defaults });
  const { name } = req.query;
  // ok: javascript-template-options-from-request
  res.render('index', { name });
  // ruleid: javascript-template-options-from-request
  res.render('index', Object.assign({}, req.query));
});
app.get('/list', async (req, res) => {
  const payload = await listCategories(req.query);
  // ok: javascript-template-options-from-request
  res.render('list', payload);
});
