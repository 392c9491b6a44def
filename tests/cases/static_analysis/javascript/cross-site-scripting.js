app.get('/', (req, res) => {
  // ruleid: javascript-reflected-xss
  res.send('<h1>Hello ' + req.query.name + '</h1>');
  // ok: javascript-reflected-xss
  res.send('<h1>Hello</h1>');
  // ok: javascript-reflected-xss
  res.send('<h1>Hello ' + escapeHtml(req.query.name) + '</h1>');
  // ok: javascript-reflected-xss
  res.send('<h1>Hello ' + validator.escape(req.query.name) + '</h1>');
  // ok: javascript-reflected-xss
  res.json({ hello: 'Hello ' + req.query.name });
  // ruleid: javascript-reflected-xss
  res.write(`<p>${req.cookies.name}</p>`);
  // ruleid: javascript-reflected-xss
  res.end(`<p>${req.headers.referer}</p>`);
  // ruleid: javascript-reflected-xss
  res.status(404).send(`No page ${req.params.page}`);
  // ruleid: javascript-reflected-xss
  res.send(req.query.name);
  // ok: javascript-reflected-xss
  res.send({ name: req.query.name });
  // ok: javascript-reflected-xss
  res.send(req.body);
  // ok: javascript-reflected-xss
  res.send(`<p>${Number(req.query.age)}</p>`);
});
app.get('/typed', (req, res) => {
  // ok: javascript-reflected-xss
  res.type('text/plain').send(`No page ${req.params.page}`);
});
app.get('/plain', (req, res) => {
  res.setHeader('Content-Type', 'text/plain');
  // ok: javascript-reflected-xss
  res.end(`Hello ${req.query.name}`);
});
app.get('/stored', async (req, res) => {
  const user = await User.findOne({ name: req.query.name });
  // ok: javascript-reflected-xss
  res.send(`<p>${user.name}</p>`);
});
http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  // ok: javascript-reflected-xss
  response.end(`{"you": "${request.headers.host}"}`);
});
http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' });
  // ruleid: javascript-reflected-xss
  response.end(`<p>${request.headers.host}</p>`);
});
router.get('/koa', (ctx) => {
  // ruleid: javascript-reflected-xss
  ctx.body = `<h1>${ctx.query.title}</h1>`;
  // ok: javascript-reflected-xss
  ctx.body = { title: ctx.query.title };
});
fastify.get('/', (request, reply) => {
  // ruleid: javascript-reflected-xss
  reply.type('text/html').send(`<h1>${request.query.title}</h1>`);
  // ok: javascript-reflected-xss
  reply.send(`<h1>${request.query.title}</h1>`);
});
export async function GET(request) {
  const { name } = await request.json();
  // ok: javascript-reflected-xss
  if (!name) return new Response(`<h1>${name}</h1>`, { headers: { 'content-type': 'text/plain' } });
  // ruleid: javascript-reflected-xss
  return new Response(`<h1>${name}</h1>`, { headers: { 'content-type': 'text/html' } });
}

const parameters = new URLSearchParams(window.location.search);
const name = parameters.get('name');
// ruleid: javascript-dom-xss
document.getElementById('a').innerHTML = 'Hello ' + name;
// ok: javascript-dom-xss
document.getElementById('a').textContent = 'Hello ' + name;
// ok: javascript-dom-xss
document.getElementById('a').innerHTML = DOMPurify.sanitize(name);
// ok: javascript-dom-xss
document.getElementById('a').innerHTML = 'Hello';
// ruleid: javascript-dom-xss
box.outerHTML = location.hash;
// ruleid: javascript-dom-xss
frame.srcdoc = document.referrer;
// ruleid: javascript-dom-xss
document.write('<p>' + document.URL + '</p>');
// ok: javascript-dom-xss
document.write('<p>' + encodeURIComponent(document.URL) + '</p>');
// ruleid: javascript-dom-xss
box.insertAdjacentHTML('beforeend', `<p>${name}</p>`);
// ok: javascript-dom-xss
box.insertAdjacentText('beforeend', name);
// ruleid: javascript-dom-xss
range.createContextualFragment(window.name);
// ruleid: javascript-dom-xss
$('#a').html(location.hash.slice(1));
// ok: javascript-dom-xss
$('#a').text(location.hash.slice(1));
// ruleid: javascript-dom-xss
$(window.location.hash);
// ok: javascript-dom-xss
$(document.body);

window.addEventListener('message', (event) => {
  // ruleid: javascript-message-xss
  box.innerHTML = event.data;
  // ok: javascript-message-xss
  box.textContent = event.data;
  // ok: javascript-message-xss
  box.innerHTML = DOMPurify.sanitize(event.data);
});
window.onmessage = function (event) {
  // ruleid: javascript-message-xss
  document.write(event.data.html);
};
// ruleid: javascript-message-xss
box.innerHTML = localStorage.getItem('draft');
// ok: javascript-message-xss
box.value = localStorage.getItem('draft');

Vue.component('a', {
  // ok: javascript-vue-v-html
  template: '<p>{{ text }}</p>',
});
// ruleid: javascript-vue-v-html
Vue.component('b', { template: '<p v-html="text"></p>' });
// ok: javascript-vue-v-html
Vue.component('c', { template: '<p v-html="cleanText"></p>' });
// ruleid: javascript-vue-v-html
h('p', { domProps: { innerHTML: this.text } });
// ok: javascript-vue-v-html
h('p', { domProps: { innerHTML: '<b>fixed</b>' } });
// ok: javascript-vue-v-html
h('p', { domProps: { innerHTML: DOMPurify.sanitize(this.text) } });
