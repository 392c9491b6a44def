<?php
// ruleid: php-ssrf
curl_init($_GET['url']);
// ok: php-ssrf
curl_init('https://api.example.com/items/' . urlencode($_GET['item']));
// ok: php-ssrf
curl_init("https://api.example.com/items/{$_GET['item']}");
// ruleid: php-ssrf
curl_setopt($curl, CURLOPT_URL, 'http://' . $_GET['host']);
// ok: php-ssrf
curl_setopt($curl, CURLOPT_POSTFIELDS, $_GET['text']);
// ruleid: php-ssrf
Http::get($request->input('url'));
// ok: php-ssrf
Http::get('https://api.example.com', ['q' => $request->input('q')]);
// ruleid: php-ssrf
$client->get($request->input('url'));
// ok: php-ssrf
$cache->get($request->input('url'));
// ruleid: php-ssrf
$this->http->request('POST', $request->input('webhook'));
// ok: php-ssrf
$this->http->request('POST', 'https://api.example.com', ['json' => $request->all()]);
// ruleid: php-ssrf
file_get_contents($_GET['url']);
// ok: php-ssrf
file_get_contents('/srv/' . $_GET['file']);
// ruleid: php-ssrf
fsockopen($_GET['host'], 80);
// ruleid: php-ssrf
get_headers($_GET['url']);
// ruleid: php-ssrf
wp_remote_get($_POST['url']);
// ruleid: php-ssrf
wp_remote_post($_POST['url'], []);
$url = $_GET['url'];
if (!in_array(parse_url($url, PHP_URL_HOST), $hosts, true)) {
    exit;
}
// ok: php-ssrf
curl_init($url);
