<?php
// ruleid: php-trust-boundary
$_SESSION['role'] = $_POST['role'];
// ok: php-trust-boundary
$_SESSION['role'] = $user->role;
// ok: php-trust-boundary
$_SESSION['theme'] = $_POST['theme'];
// ruleid: php-trust-boundary
session(['is_admin' => $request->input('admin')]);
// ok: php-trust-boundary
session(['theme' => $request->input('theme')]);
// ruleid: php-trust-boundary
$session->put('user_id', $request->input('id'));
// ok: php-trust-boundary
$session->put('cart', $request->input('id'));
// ruleid: php-trust-boundary
$session->set('user', $request->query->get('user'));
$role = $_POST['role'];
if (in_array($role, ['reader', 'writer'], true)) {
    // ok: php-trust-boundary
    $_SESSION['role'] = $role;
}
