// ruleid: javascript-tls-verification-disabled
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
// ok: javascript-tls-verification-disabled
const good = new https.Agent({ keepAlive: true, rejectUnauthorized: true });
// ok: javascript-tls-verification-disabled
const chosen = new https.Agent({ rejectUnauthorized: options.verify });
// ruleid: javascript-tls-verification-disabled
request({ url: 'https://example.com', strictSSL: false }, done);
// ok: javascript-tls-verification-disabled
request({ url: 'https://example.com', strictSSL: true }, done);
// ruleid: javascript-tls-verification-disabled
options.rejectUnauthorized = false;
// ok: javascript-tls-verification-disabled
options.rejectUnauthorized = true;
// ruleid: javascript-tls-verification-disabled
options.strictSSL = false;
// ok: javascript-tls-verification-disabled
options.strictSSL = true;

// ruleid: javascript-tls-verification-disabled-globally
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
// ruleid: javascript-tls-verification-disabled-globally
process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0;
// ruleid: javascript-tls-verification-disabled-globally
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
// ruleid: javascript-tls-verification-disabled-globally
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;
// ok: javascript-tls-verification-disabled-globally
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';
// ruleid: javascript-tls-verification-disabled-globally
tls.connect({ host: 'a', checkServerIdentity: () => undefined });
// ruleid: javascript-tls-verification-disabled-globally
tls.connect({ host: 'a', checkServerIdentity: () => {} });
// ruleid: javascript-tls-verification-disabled-globally
tls.connect({ host: 'a', checkServerIdentity: () => null });
// ruleid: javascript-tls-verification-disabled-globally
tls.connect({ host: 'a', checkServerIdentity: function () {} });
// ok: javascript-tls-verification-disabled-globally
tls.connect({ host: 'a', checkServerIdentity: (host, cert) => tls.checkServerIdentity(host, cert) });

// ruleid: javascript-tls-old-version
https.createServer({ key, cert, minVersion: 'TLSv1' }, app);
// ok: javascript-tls-old-version
https.createServer({ key, cert, minVersion: 'TLSv1.2' }, app);
// ruleid: javascript-tls-old-version
https.request({ host: 'a', secureProtocol: 'SSLv3_method' });
// ok: javascript-tls-old-version
https.request({ host: 'a', secureProtocol: 'TLS_method' });
// ruleid: javascript-tls-old-version
tls.DEFAULT_MIN_VERSION = 'TLSv1.1';
// ok: javascript-tls-old-version
tls.DEFAULT_MIN_VERSION = 'TLSv1.3';
