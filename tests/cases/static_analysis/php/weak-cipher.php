<?php
// ruleid: php-weak-cipher
openssl_encrypt($text, 'aes-128-ecb', $key);
// ok: php-weak-cipher
openssl_encrypt($text, 'aes-256-gcm', $key, 0, random_bytes(12), $tag);
// ruleid: php-weak-cipher
openssl_decrypt($text, 'DES-EDE3-CBC', $key, 0, $iv);
// ok: php-weak-cipher
openssl_decrypt($text, 'aes-256-cbc', $key, 0, $iv);
// ruleid: php-weak-cipher
mcrypt_encrypt(MCRYPT_RIJNDAEL_128, $key, $text, MCRYPT_MODE_CBC, $iv);
// ruleid: php-weak-cipher
mcrypt_decrypt(MCRYPT_RIJNDAEL_128, $key, $text, MCRYPT_MODE_CBC, $iv);
// ok: php-weak-cipher
sodium_crypto_secretbox($text, $nonce, $key);

// ruleid: php-static-iv
openssl_encrypt($text, 'aes-256-cbc', $key, 0, '1234567890123456');
// ok: php-static-iv
openssl_encrypt($text, 'aes-256-cbc', $key, 0, random_bytes(16));
$fixed = str_repeat("\0", 16);
// ruleid: php-static-iv
openssl_encrypt($text, 'aes-256-cbc', $key, 0, $fixed);
$fresh = random_bytes(openssl_cipher_iv_length('aes-256-cbc'));
// ok: php-static-iv
openssl_encrypt($text, 'aes-256-cbc', $key, 0, $fresh);
