<?php
// ruleid: php-open-redirect
header('Location: ' . $_GET['next']);
// ok: php-open-redirect
header('Location: /continue?next=' . urlencode($_GET['next']));
// ok: php-open-redirect
header('Location: /users/' . $_GET['name']);
// ruleid: php-open-redirect
header("Location: {$_GET['next']}");
// ok: php-open-redirect
header("Location: https://example.com/{$_GET['next']}");
// ok: php-open-redirect
header('X-Next: ' . $_GET['next']);
// ruleid: php-open-redirect
redirect($request->input('next'));
// ok: php-open-redirect
redirect('/home');
// ruleid: php-open-redirect
redirect()->away($request->input('next'));
// ok: php-open-redirect
redirect()->route('user', $request->input('name'));
// ruleid: php-open-redirect
Redirect::to($_GET['next']);
// ruleid: php-open-redirect
Redirect::away($_GET['next']);
// ruleid: php-open-redirect
new RedirectResponse($request->query->get('next'));
// ok: php-open-redirect
new RedirectResponse('/' . 'home');
// ruleid: php-open-redirect
$response->withHeader('Location', $_GET['next']);
// ok: php-open-redirect
$response->withHeader('X-Next', $_GET['next']);
// ruleid: php-open-redirect
wp_redirect($_GET['next']);
// ok: php-open-redirect
wp_safe_redirect($_GET['next']);
$next = $_GET['next'];
if (parse_url($next, PHP_URL_HOST) !== 'example.com') {
    exit;
}
// ok: php-open-redirect
redirect($next);
$page = new Page($request->input('name'));
// ok: php-open-redirect
redirect($page->getUrl());
