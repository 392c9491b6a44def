<?php
// ruleid: php-path-traversal
readfile('/srv/files/' . $_GET['name']);
// ok: php-path-traversal
readfile('/srv/files/' . basename($_GET['name']));
// ok: php-path-traversal
readfile('/srv/files/a.txt');
// ruleid: php-path-traversal
file_put_contents("/srv/{$_POST['name']}", $text);
// ok: php-path-traversal
file_put_contents('/srv/a.txt', $_POST['text']);
// ruleid: php-path-traversal
unlink($_GET['file']);
// ok: php-path-traversal
unlink('/srv/' . (int) $_GET['id'] . '.txt');
// ok: php-path-traversal
fopen('/srv/' . preg_replace('/[^a-z]/', '', $_GET['name']), 'r');
// ruleid: php-path-traversal
response()->download(storage_path($request->input('name')));
// ok: php-path-traversal
response()->download(storage_path('a.txt'), $request->input('name'));
// ruleid: php-path-traversal
new BinaryFileResponse('/srv/' . $request->query->get('name'));
// ruleid: php-path-traversal
new SplFileObject($_GET['name']);
// ruleid: php-path-traversal
File::get(public_path($request->name));
// ok: php-path-traversal
File::get(public_path('a.txt'));
$file = realpath('/srv/' . $_GET['name']);
if (strpos($file, '/srv/') !== 0) {
    exit;
}
// ok: php-path-traversal
readfile($file);
$other = realpath('/srv/' . $_GET['name']);
// ruleid: php-path-traversal
readfile($other);

// ruleid: php-unrestricted-upload
move_uploaded_file($_FILES['file']['tmp_name'], 'uploads/' . $_FILES['file']['name']);
// ok: php-unrestricted-upload
move_uploaded_file($_FILES['file']['tmp_name'], 'uploads/' . bin2hex(random_bytes(16)) . '.png');
// ruleid: php-unrestricted-upload
$request->file('photo')->storeAs('photos', $photo->getClientOriginalName());
// ok: php-unrestricted-upload
$request->file('photo')->store('photos');
// ruleid: php-unrestricted-upload
$photo->move('photos', $photo->getClientOriginalName());
// ok: php-unrestricted-upload
$photo->move('photos', uniqid() . '.png');
// ruleid: php-unrestricted-upload
Storage::disk('public')->putFileAs('photos', $photo, $photo->getClientOriginalName());
// ruleid: php-unrestricted-upload
$photo->storePubliclyAs('photos', $photo->getClientOriginalName());

$name = $zip->getNameIndex(0);
// ruleid: php-zip-slip
file_put_contents('out/' . $name, $zip->getFromIndex(0));
// ok: php-zip-slip
file_put_contents('out/' . basename($name), $zip->getFromIndex(0));
// ok: php-zip-slip
$zip->extractTo('out');
// ruleid: php-zip-slip
copy('zip://a.zip#' . $name, 'out/' . $name);
$stat = $zip->statIndex(1);
// ruleid: php-zip-slip
fopen('out/' . $stat['name'], 'w');
$checked = $zip->getNameIndex(2);
if (strpos($checked, '..') !== false) {
    exit;
}
// ok: php-zip-slip
file_put_contents('out/' . $checked, $zip->getFromIndex(2));
// ruleid: php-zip-slip
mkdir('out/' . zip_entry_name($entry));
// ruleid: php-zip-slip
file_put_contents('out/' . $entry->getPathname(), $text);
