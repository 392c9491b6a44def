<?php
// ruleid: php-hardcoded-password
new mysqli('db', 'app', 'Tr0ub4dor', 'shop');
// ok: php-hardcoded-password
new mysqli('db', 'app', getenv('DB_PASSWORD'), 'shop');
// ok: php-hardcoded-password
new mysqli('localhost', 'root', 'root', 'shop');
// ruleid: php-hardcoded-password
mysqli_connect('db', 'app', 'Tr0ub4dor');
// ruleid: php-hardcoded-password
new PDO('mysql:host=db', 'app', 'Tr0ub4dor');
// ok: php-hardcoded-password
new PDO('mysql:host=db', 'app', $config['password']);
// ruleid: php-hardcoded-password
ldap_bind($ldap, 'cn=app', 'Tr0ub4dor');
// ok: php-hardcoded-password
ldap_bind($ldap, 'cn=app', $password);
// ruleid: php-hardcoded-password
ftp_login($ftp, 'app', 'Tr0ub4dor');
// ruleid: php-hardcoded-password
$mail->Password = 'Tr0ub4dor';
// ok: php-hardcoded-password
$mail->Password = getenv('MAIL_PASSWORD');

// ruleid: php-hardcoded-key
hash_hmac('sha256', $body, 'shared-secret-1');
// ok: php-hardcoded-key
hash_hmac('sha256', $body, getenv('MAC_KEY'));
// ok: php-hardcoded-key
hash_hmac('sha256', $body, $config['mac_key']);
$key = base64_decode('c2hhcmVkLXNlY3JldC0x');
// ruleid: php-hardcoded-key
openssl_encrypt($text, 'aes-256-gcm', $key, 0, $iv, $tag);
// ruleid: php-hardcoded-key
openssl_decrypt($text, 'aes-256-gcm', 'shared-secret-1', 0, $iv, $tag);
// ok: php-hardcoded-key
openssl_decrypt($text, 'aes-256-gcm', loadKey('payments'), 0, $iv, $tag);
// ruleid: php-hardcoded-key
sodium_crypto_secretbox($text, $nonce, hex2bin('00112233445566778899aabbccddeeff'));
// ruleid: php-hardcoded-key
new Encrypter('0123456789abcdef', 'aes-128-cbc');
// ok: php-hardcoded-key
new Encrypter($appKey, 'aes-128-cbc');
