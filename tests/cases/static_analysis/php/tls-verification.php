<?php
// ruleid: php-tls-verification-disabled
curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false);
// ok: php-tls-verification-disabled
curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, true);
// ruleid: php-tls-verification-disabled
curl_setopt_array($curl, [CURLOPT_URL => $url, CURLOPT_SSL_VERIFYPEER => false]);
// ok: php-tls-verification-disabled
curl_setopt_array($curl, [CURLOPT_URL => $url, CURLOPT_SSL_VERIFYPEER => true]);
// ruleid: php-tls-verification-disabled
new Client(['verify' => false, 'timeout' => 5]);
// ok: php-tls-verification-disabled
new Client(['verify' => '/etc/ssl/company.pem', 'timeout' => 5]);
// ruleid: php-tls-verification-disabled
stream_context_create(['ssl' => ['verify_peer' => false]]);
// ok: php-tls-verification-disabled
stream_context_create(['ssl' => ['verify_peer' => true]]);
// ruleid: php-tls-verification-disabled
stream_context_create(['ssl' => ['verify_peer_name' => FALSE]]);
// ok: php-tls-verification-disabled
stream_context_create(['ssl' => ['verify_peer_name' => $verify]]);

// ruleid: php-tls-verification-weakened
curl_setopt($curl, CURLOPT_SSL_VERIFYHOST, 0);
// ruleid: php-tls-verification-weakened
curl_setopt($curl, CURLOPT_SSL_VERIFYHOST, false);
// ok: php-tls-verification-weakened
curl_setopt($curl, CURLOPT_SSL_VERIFYHOST, 2);
// ruleid: php-tls-verification-weakened
curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, 0);
// ok: php-tls-verification-weakened
curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, 1);
// ruleid: php-tls-verification-weakened
curl_setopt_array($curl, [CURLOPT_SSL_VERIFYHOST => 0]);
// ruleid: php-tls-verification-weakened
curl_setopt_array($curl, [CURLOPT_SSL_VERIFYHOST => false]);
// ok: php-tls-verification-weakened
curl_setopt_array($curl, [CURLOPT_SSL_VERIFYHOST => 2]);
// ruleid: php-tls-verification-weakened
stream_context_create(['ssl' => ['allow_self_signed' => true]]);
// ok: php-tls-verification-weakened
stream_context_create(['ssl' => ['allow_self_signed' => false]]);
// ruleid: php-tls-verification-weakened
Http::withoutVerifying()->get('https://example.com');
// ruleid: php-tls-verification-weakened
$client->withoutVerifying()->get('https://example.com');
// ok: php-tls-verification-weakened
Http::withToken($token)->get('https://example.com');
