// ruleid: javascript-hardcoded-password
mysql.createConnection({ host: 'db', user: 'app', password: 'Tr0ub4dor' });
// ok: javascript-hardcoded-password
mysql.createConnection({ host: 'db', user: 'app', password: process.env.DB_PASSWORD });
// ok: javascript-hardcoded-password
mysql.createConnection({ host: 'localhost', user: 'root', password: 'root' });
// ruleid: javascript-hardcoded-password
nodemailer.createTransport({ host: 'mail', auth: { user: 'a', pass: 'Tr0ub4dor' } });
// ok: javascript-hardcoded-password
nodemailer.createTransport({ host: 'mail', auth: { user: 'a', pass: config.password } });
// ruleid: javascript-hardcoded-password
new Pool({ host: 'db', password: 'Tr0ub4dor' });
// ok: javascript-hardcoded-password
new Pool({ host: 'db', password: secrets.database });
// ruleid: javascript-hardcoded-password
new Sequelize('shop', 'app', 'Tr0ub4dor', { dialect: 'mysql' });
// ok: javascript-hardcoded-password
new Sequelize('shop', 'app', process.env.DB_PASSWORD, { dialect: 'mysql' });

// ruleid: javascript-hardcoded-session-secret
app.use(session({ secret: 'keyboard cat', resave: false }));
// ok: javascript-hardcoded-session-secret
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
// ruleid: javascript-hardcoded-session-secret
app.use(expressSession({ secret: 'keyboard cat' }));
// ruleid: javascript-hardcoded-session-secret
app.use(session({ secret: ['keyboard cat', 'dog'] }));
// ruleid: javascript-hardcoded-session-secret
app.use(cookieSession({ name: 'session', keys: ['keyboard cat'] }));
// ok: javascript-hardcoded-session-secret
app.use(cookieSession({ name: 'session', keys: [process.env.KEY] }));
// ruleid: javascript-hardcoded-session-secret
app.use(cookieSession({ secret: 'keyboard cat' }));
// ruleid: javascript-hardcoded-session-secret
app.use(cookieParser('keyboard cat'));
// ok: javascript-hardcoded-session-secret
app.use(cookieParser(process.env.KEY));
// ruleid: javascript-hardcoded-session-secret
app.keys = ['keyboard cat'];
// ok: javascript-hardcoded-session-secret
app.keys = [process.env.KEY];

// ruleid: javascript-hardcoded-key
crypto.createHmac('sha256', 'shared-secret-1');
// ok: javascript-hardcoded-key
crypto.createHmac('sha256', process.env.MAC_KEY);
const key = Buffer.from('0123456789abcdef', 'utf8');
// ruleid: javascript-hardcoded-key
crypto.createCipheriv('aes-128-gcm', key, iv);
// ok: javascript-hardcoded-key
crypto.createCipheriv('aes-128-gcm', loadKey('payments'), iv);
// ruleid: javascript-hardcoded-key
createHmac('sha256', 'shared-secret-1');
// ruleid: javascript-hardcoded-key
createCipheriv('aes-128-gcm', '0123456789abcdef', iv);
// ruleid: javascript-hardcoded-key
CryptoJS.AES.encrypt(text, 'shared-secret-1');
// ruleid: javascript-hardcoded-key
CryptoJS.AES.decrypt(text, 'shared-secret-1');
// ok: javascript-hardcoded-key
CryptoJS.AES.decrypt(text, secret);
