<?php
// ruleid: php-cors-reflected-origin
header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);
// ok: php-cors-reflected-origin
header('Access-Control-Allow-Origin: https://example.com');
// ruleid: php-cors-reflected-origin
header("Access-Control-Allow-Origin: {$_SERVER['HTTP_ORIGIN']}");
// ruleid: php-cors-reflected-origin
$response->header('Access-Control-Allow-Origin', $request->header('Origin'));
// ok: php-cors-reflected-origin
$response->header('X-Origin', $request->header('Origin'));
// ruleid: php-cors-reflected-origin
$response->headers->set('Access-Control-Allow-Origin', $request->headers->get('Origin'));
$origin = $_SERVER['HTTP_ORIGIN'];
if (in_array($origin, $origins, true)) {
    // ok: php-cors-reflected-origin
    header('Access-Control-Allow-Origin: ' . $origin);
}
