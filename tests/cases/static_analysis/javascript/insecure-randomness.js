// ruleid: javascript-insecure-randomness
const resetToken = Math.random().toString(36).slice(2);
// ok: javascript-insecure-randomness
const color = Math.random().toString(16).slice(2);
// ok: javascript-insecure-randomness
const apiKey = crypto.randomBytes(32).toString('hex');
// ruleid: javascript-insecure-randomness
user.password = 'x' + Math.floor(Math.random() * 1000000);
// ok: javascript-insecure-randomness
user.position = Math.floor(Math.random() * 1000000);
// ruleid: javascript-insecure-randomness
save({ id: 1, sessionId: Math.random() });
// ok: javascript-insecure-randomness
save({ id: 1, delay: Math.random() });
function generateToken() {
  // ruleid: javascript-insecure-randomness
  return Math.random().toString(36);
}
function generateColor() {
  // ok: javascript-insecure-randomness
  return Math.random().toString(36);
}
// ok: javascript-insecure-randomness
const accessToken = jwt.sign({ jti: Math.random() }, key);
