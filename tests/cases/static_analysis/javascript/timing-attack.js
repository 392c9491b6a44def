const expected = crypto.createHmac('sha256', key).update(body).digest('hex');
// ruleid: javascript-timing-unsafe-comparison
if (signature === expected) accept();
// ruleid: javascript-timing-unsafe-comparison
if (`sha256=${expected}` !== signature) refuse();
// ok: javascript-timing-unsafe-comparison
if (expected.length !== signature.length) refuse();
// ok: javascript-timing-unsafe-comparison
if (crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) accept();
const page = crypto.createHash('sha256').update(body).digest('hex');
// ok: javascript-timing-unsafe-comparison
if (page === etag) cached();
const local = createHmac('sha256', key).digest('hex');
// ruleid: javascript-timing-unsafe-comparison
if (local == signature) accept();
// ruleid: javascript-timing-unsafe-comparison
if (local != signature) refuse();
// ok: javascript-timing-unsafe-comparison
if (local === undefined) refuse();
