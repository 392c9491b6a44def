const crypto = require('crypto');
// ruleid: javascript-weak-hash
const a = crypto.createHash('md5').update(file).digest('hex');
// ok: javascript-weak-hash
const b = crypto.createHash('sha256').update(file).digest('hex');
// ruleid: javascript-weak-hash
const c = createHash('SHA1');
// ok: javascript-weak-hash
const d = createHash('sha512');
// ruleid: javascript-weak-hash
const e = crypto.createHmac('md5', key);
// ok: javascript-weak-hash
const f = crypto.createHmac('sha384', key);
// ruleid: javascript-weak-hash
const g = crypto.createSign('RSA-SHA1');
// ok: javascript-weak-hash
const h = crypto.createSign('RSA-SHA256');
// ruleid: javascript-weak-hash
const i = createSign('sha1');
// ok: javascript-weak-hash
const j = createSign('sha256');

function store(user, password) {
  // ruleid: javascript-weak-password-hash
  user.hash = crypto.createHash('sha256').update(password).digest('hex');
  // ok: javascript-weak-password-hash
  user.hash = crypto.scryptSync(password, user.salt, 64).toString('hex');
  // ok: javascript-weak-password-hash
  user.etag = crypto.createHash('sha256').update(user.page).digest('hex');
  // ruleid: javascript-weak-password-hash
  user.hash = md5(user.password);
  // ok: javascript-weak-password-hash
  user.hash = md5(user.email);
  // ruleid: javascript-weak-password-hash
  user.hash = CryptoJS.SHA256(password + user.salt);
  // ok: javascript-weak-password-hash
  user.hash = CryptoJS.SHA256(user.page);
  // ruleid: javascript-weak-password-hash
  user.hash = sha1(password);
  // ruleid: javascript-weak-password-hash
  user.hash = sha256(password);
  // ruleid: javascript-weak-password-hash
  user.hash = createHash('sha512').update(password).digest();
  // ok: javascript-weak-password-hash
  user.hash = bcrypt.hashSync(password, 12);
}
