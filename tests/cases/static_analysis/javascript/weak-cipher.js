// ruleid: javascript-weak-cipher
crypto.createCipheriv('aes-128-ecb', key, null);
// ok: javascript-weak-cipher
crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12));
// ruleid: javascript-weak-cipher
createDecipheriv('des-ede3-cbc', key, iv);
// ok: javascript-weak-cipher
createDecipheriv('aes-256-cbc', key, iv);
// ruleid: javascript-weak-cipher
crypto.createCipher('aes-256-cbc', password);
// ok: javascript-weak-cipher
factory.create('des', password);
// ruleid: javascript-weak-cipher
CryptoJS.DES.encrypt(text, key);
// ruleid: javascript-weak-cipher
CryptoJS.RC4.encrypt(text, key);
// ruleid: javascript-weak-cipher
CryptoJS.TripleDES.encrypt(text, key);
// ok: javascript-weak-cipher
CryptoJS.AES.encrypt(text, key);
// ruleid: javascript-weak-cipher
CryptoJS.AES.encrypt(text, key, { mode: CryptoJS.mode.ECB });
// ok: javascript-weak-cipher
CryptoJS.AES.encrypt(text, key, { mode: CryptoJS.mode.CBC });

// ruleid: javascript-static-iv
crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16));
// ok: javascript-static-iv
crypto.createCipheriv('aes-256-cbc', key, crypto.randomBytes(16));
// ruleid: javascript-static-iv
crypto.createCipheriv('aes-256-cbc', key, '1234567890123456');
const fixed = Buffer.from('1234567890123456');
// ruleid: javascript-static-iv
createCipheriv('aes-256-gcm', key, fixed);
// ruleid: javascript-static-iv
createCipheriv('aes-256-gcm', key, Buffer.from([1, 2, 3, 4]));
// ruleid: javascript-static-iv
createCipheriv('aes-256-gcm', key, new Uint8Array(12));
const filled = new Uint8Array(12);
crypto.getRandomValues(filled);
// ok: javascript-static-iv
createCipheriv('aes-256-gcm', key, filled);
// ok: javascript-static-iv
createCipheriv('aes-256-cbc', key, Buffer.from(stored, 'hex'));
const given = loadIv('first');
// ok: javascript-static-iv
createCipheriv('aes-256-cbc', key, given);

// ruleid: javascript-weak-key-size
crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
// ok: javascript-weak-key-size
crypto.generateKeyPairSync('rsa', { modulusLength: 3072 });
