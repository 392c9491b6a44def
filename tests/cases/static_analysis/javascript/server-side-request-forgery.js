const axios = require('axios');

app.get('/proxy', async (req, res) => {
  // ruleid: javascript-ssrf
  await fetch(req.query.url);
  // ok: javascript-ssrf
  await fetch('https://api.example.com/items');
  // ok: javascript-ssrf
  await fetch('https://api.example.com/items', { method: 'POST', body: req.body.text });
  // ok: javascript-ssrf
  await fetch(`https://api.example.com/items/${req.query.item}`);
  // ruleid: javascript-ssrf
  await fetch(`https://${req.query.host}/items`);
  // ruleid: javascript-ssrf
  await fetch('https://api.example.com' + req.query.path);
  // ok: javascript-ssrf
  await fetch(`${API_URL}/items/${req.query.item}`);
  // ruleid: javascript-ssrf
  await axios.get(req.body.url);
  // ok: javascript-ssrf
  await axios.get('https://api.example.com', { params: { q: req.body.q } });
  // ruleid: javascript-ssrf
  await axios({ method: 'get', url: req.body.url });
  // ok: javascript-ssrf
  await axios({ method: 'get', url: '/items', data: req.body.url });
  // ruleid: javascript-ssrf
  request(req.query.url, (error, answer, body) => res.send(body));
  // ruleid: javascript-ssrf
  request({ uri: req.query.url }, done);
  // ruleid: javascript-ssrf
  https.get(req.query.url, done);
  // ruleid: javascript-ssrf
  http.request({ hostname: req.query.host, path: '/' }, done);
  // ok: javascript-ssrf
  http.request({ hostname: 'api.example.com', path: req.query.path }, done);
  // ruleid: javascript-ssrf
  got.post(req.body.webhook, { json: {} });
  // ruleid: javascript-ssrf
  await page.goto(req.query.url);
  // ruleid: javascript-ssrf
  net.connect(80, req.query.host);
  // ok: javascript-ssrf
  cache.get(req.query.url);
});
app.get('/checked', async (req, res) => {
  const url = new URL(req.query.url);
  if (!HOSTS.includes(url.hostname)) return res.status(400).end();
  // ok: javascript-ssrf
  await fetch(url);
});
export async function GET(request) {
  const url = new URL(request.url).searchParams.get('url');
  // ruleid: javascript-ssrf
  return fetch(url);
}
