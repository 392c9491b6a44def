app.use((req, res, next) => {
  // ruleid: javascript-cors-reflected-origin
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
  // ok: javascript-cors-reflected-origin
  res.setHeader('Access-Control-Allow-Origin', 'https://example.com');
  // ruleid: javascript-cors-reflected-origin
  res.header('access-control-allow-origin', req.get('origin'));
  // ruleid: javascript-cors-reflected-origin
  res.writeHead(200, { 'Access-Control-Allow-Origin': req.headers.origin });
  // ok: javascript-cors-reflected-origin
  res.writeHead(200, { 'Access-Control-Allow-Origin': '*' });
  const origin = req.headers.origin;
  // ok: javascript-cors-reflected-origin
  if (ORIGINS.includes(origin)) res.setHeader('Access-Control-Allow-Origin', origin);
  next();
});
// ruleid: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: true, credentials: true }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: true }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: ['https://example.com'], credentials: true }));
// ruleid: javascript-cors-any-origin-with-credentials
app.use(cors({ credentials: true, origin: (origin, done) => done(null, true) }));
// ruleid: javascript-cors-any-origin-with-credentials
app.use(cors({ credentials: true, origin: (origin, done) => { done(null, true); } }));
// ruleid: javascript-cors-any-origin-with-credentials
app.use(cors({ credentials: true, origin: function (origin, done) { done(null, true); } }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ credentials: true, origin: (origin, done) => done(null, ORIGINS.includes(origin)) }));
