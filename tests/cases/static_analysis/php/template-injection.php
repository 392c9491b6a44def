<?php
// ruleid: php-template-injection
$twig->createTemplate($_POST['template']);
// ok: php-template-injection
$twig->createTemplate('<p>{{ text }}</p>')->render(['text' => $_POST['template']]);
// ruleid: php-template-injection
Blade::render($request->input('template'), []);
// ok: php-template-injection
Blade::render('<p>{{ $text }}</p>', ['text' => $request->input('template')]);
// ruleid: php-template-injection
Blade::compileString($_POST['template']);
// ruleid: php-template-injection
template_from_string($_POST['template']);
// ruleid: php-template-injection
new ArrayLoader(['page' => $_POST['template']]);
// ok: php-template-injection
new ArrayLoader(['page' => '<p>{{ text }}</p>']);
// ruleid: php-template-injection
new \Twig\Loader\ArrayLoader(['page' => 'a' . $_POST['template']]);
// ruleid: php-template-injection
$smarty->fetch('string:' . $_GET['text']);
// ok: php-template-injection
$smarty->display('page.tpl');
// ok: php-template-injection
$twig->render('page.html.twig', ['text' => $_GET['text']]);
