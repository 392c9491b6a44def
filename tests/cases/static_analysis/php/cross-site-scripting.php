<?php
// ruleid: php-xss
echo '<p>Hello ' . $_GET['name'] . '</p>';
// ok: php-xss
echo '<p>Hello ' . htmlspecialchars($_GET['name'], ENT_QUOTES) . '</p>';
// ok: php-xss
echo '<p>Hello</p>';
// ruleid: php-xss
echo '<p>', $_COOKIE['name'], '</p>';
// ok: php-xss
echo '<p>', (int) $_COOKIE['age'], '</p>';
// ruleid: php-xss
print "<p>{$_POST['name']}</p>";
// ok: php-xss
print json_encode($_POST);
// ruleid: php-xss
printf('<p>%s</p>', $_GET['name']);
// ok: php-xss
printf('<p>%s</p>', e($_GET['name']));
// ruleid: php-xss
vprintf('<p>%s</p>', [$_GET['name']]);
// ruleid: php-xss
exit('No page ' . $_SERVER['REQUEST_URI']);
// ruleid: php-xss
die("No page {$_SERVER['PHP_SELF']}");
// ok: php-xss
die('No page');
// ruleid: php-xss
new HtmlString("<p>{$request->input('name')}</p>");
// ok: php-xss
new HtmlString('<p>' . e($request->input('name')) . '</p>');
// ruleid: php-xss
new Response('<p>' . $request->query->get('name') . '</p>');
// ok: php-xss
new JsonResponse(['name' => $request->query->get('name')]);
// ruleid: php-xss
response("<p>{$request->name}</p>");
// ok: php-xss
response()->json(['name' => $request->name]);
// ruleid: php-xss
Response::make('<p>' . request('name') . '</p>');
$user = $repository->find($_GET['id']);
// ok: php-xss
echo '<p>' . $user->name . '</p>';
function plain()
{
    header('Content-Type: text/plain');
    // ok: php-xss
    echo $_GET['name'];
}
?>
/* ruleid: php-xss */
<p><?= $_GET['name'] ?></p>
/* ok: php-xss */
<p><?= htmlentities($_GET['name']) ?></p>
