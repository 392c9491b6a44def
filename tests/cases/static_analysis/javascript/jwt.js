// ruleid: javascript-jwt-none-algorithm
jwt.verify(token, key, { algorithms: ['HS256', 'none'] });
// ok: javascript-jwt-none-algorithm
jwt.verify(token, key, { algorithms: ['HS256'] });
// ruleid: javascript-jwt-none-algorithm
jwt.sign({ id: 1 }, '', { algorithm: 'none' });
// ok: javascript-jwt-none-algorithm
jwt.sign({ id: 1 }, key, { algorithm: 'RS256' });
// ruleid: javascript-jwt-none-algorithm
const header = { typ: 'JWT', alg: 'none' };
// ok: javascript-jwt-none-algorithm
const other = { typ: 'JWT', alg: 'ES256' };
// ruleid: javascript-jwt-none-algorithm
new UnsecuredJWT({ id: 1 }).encode();
// ruleid: javascript-jwt-none-algorithm
UnsecuredJWT.decode(token);
// ok: javascript-jwt-none-algorithm
new SignJWT({ id: 1 }).sign(key);

app.get('/decode', (req, res) => {
  // ruleid: javascript-jwt-unverified
  res.json(jwt.decode(req.cookies.token).sub);
  // ok: javascript-jwt-unverified
  res.json(jwt.decode(stored).sub);
  // ruleid: javascript-jwt-unverified
  res.json(jwt_decode(req.headers.authorization.split(' ')[1]));
  // ruleid: javascript-jwt-unverified
  res.json(jwtDecode(req.headers.authorization));
  // ruleid: javascript-jwt-unverified
  res.json(decodeJwt(req.headers.authorization));
  // ok: javascript-jwt-unverified
  const kid = jwt.decode(req.cookies.token, { complete: true }).header.kid;
});
app.get('/simple', (req, res) => {
  // ruleid: javascript-jwt-unverified
  jwt.decode(req.query.token, key, true);
});
app.get('/verify', (req, res) => {
  const token = req.cookies.token;
  jwt.verify(token, key, { algorithms: ['HS256'] });
  // ok: javascript-jwt-unverified
  res.json(jwt.decode(token).sub);
});

// ruleid: javascript-jwt-expiry-ignored
jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true });
// ok: javascript-jwt-expiry-ignored
jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: false });

// ruleid: javascript-jwt-hardcoded-secret
jwt.sign({ id: 1 }, 'my-secret-key');
// ok: javascript-jwt-hardcoded-secret
jwt.sign({ id: 1 }, process.env.JWT_SECRET);
const SECRET = 'my-secret-key';
// ruleid: javascript-jwt-hardcoded-secret
jwt.verify(token, SECRET, { algorithms: ['HS256'] });
// ok: javascript-jwt-hardcoded-secret
jwt.verify(token, publicKey, { algorithms: ['RS256'] });
// ruleid: javascript-jwt-hardcoded-secret
app.use(expressjwt({ secret: 'my-secret-key', algorithms: ['HS256'] }));
// ok: javascript-jwt-hardcoded-secret
app.use(expressjwt({ secret: process.env.JWT_SECRET, algorithms: ['HS256'] }));
// ruleid: javascript-jwt-hardcoded-secret
app.use(expressJwt({ secret: 'my-secret-key' }));
// ruleid: javascript-jwt-hardcoded-secret
app.use(jwt({ secret: 'my-secret-key' }));
// ok: javascript-jwt-hardcoded-secret
app.use(jwt({ secret: config.secret }));
// ruleid: javascript-jwt-hardcoded-secret
JwtModule.register({ secret: 'my-secret-key', signOptions: {} });
// ok: javascript-jwt-hardcoded-secret
JwtModule.register({ secret: config.get('secret') });
// ruleid: javascript-jwt-hardcoded-secret
new Strategy({ jwtFromRequest: extract, secretOrKey: 'my-secret-key' });
// ok: javascript-jwt-hardcoded-secret
new Strategy({ jwtFromRequest: extract, secretOrKey: key });
// ruleid: javascript-jwt-hardcoded-secret
await new SignJWT(claims).sign(new TextEncoder().encode('my-secret-key'));
// ok: javascript-jwt-hardcoded-secret
await new SignJWT(claims).sign(new TextEncoder().encode(process.env.KEY));
// ruleid: javascript-jwt-hardcoded-secret
fastify.register(fastifyJwt, { secret: 'my-secret-key' });
// ok: javascript-jwt-hardcoded-secret
fastify.register(fastifyJwt, { secret: process.env.KEY });
