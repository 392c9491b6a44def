<?php
// ruleid: php-sql-injection
$pdo->query("SELECT * FROM users WHERE name = '" . $_GET['name'] . "'");
// ok: php-sql-injection
$pdo->query("SELECT * FROM users WHERE role = 'admin'");
// ruleid: php-sql-injection
$pdo->query("SELECT * FROM users WHERE name = '{$_POST['name']}'");
// ok: php-sql-injection
$pdo->query('SELECT * FROM users WHERE name = ' . $pdo->quote($_POST['name']));
// ok: php-sql-injection
$statement = $pdo->prepare('SELECT * FROM users WHERE name = ?');
// ok: php-sql-injection
$statement->execute([$_GET['name']]);
// ruleid: php-sql-injection
$pdo->exec("DELETE FROM users WHERE name = '" . $_REQUEST['name'] . "'");
// ok: php-sql-injection
$pdo->exec('DELETE FROM users WHERE id = ' . (int) $_REQUEST['id']);
$name = $_COOKIE['name'];
$sql = "SELECT * FROM users WHERE name = '$name'";
// ruleid: php-sql-injection
mysqli_query($link, $sql);
$safe = mysqli_real_escape_string($link, $name);
// ok: php-sql-injection
mysqli_query($link, "SELECT * FROM users WHERE name = '$safe'");
// ruleid: php-sql-injection
pg_query("SELECT * FROM users WHERE name = '$name'");
// ok: php-sql-injection
pg_query_params($link, 'SELECT * FROM users WHERE name = $1', [$name]);
// ruleid: php-sql-injection
$conn->executeQuery('SELECT * FROM users WHERE name = "' . $_SERVER['HTTP_X_NAME'] . '"');
// ok: php-sql-injection
$conn->executeQuery('SELECT * FROM users WHERE name = ?', [$_SERVER['HTTP_X_NAME']]);
// ok: php-sql-injection
$conn->executeQuery('SELECT * FROM users WHERE port = ' . $_SERVER['SERVER_PORT']);
// ruleid: php-sql-injection
$wpdb->get_results("SELECT * FROM posts WHERE title = '" . $_GET['title'] . "'");
// ok: php-sql-injection
$wpdb->get_results($wpdb->prepare('SELECT * FROM posts WHERE title = %s', $_GET['title']));

$order = $_GET['order'];
if (!in_array($order, ['name', 'age'], true)) {
    exit;
}
// ok: php-sql-injection
$pdo->query("SELECT * FROM users ORDER BY $order");
$id = $_GET['id'];
if (!preg_match('/^[0-9]+$/', $id)) {
    exit;
}
// ok: php-sql-injection
$pdo->query("SELECT * FROM users WHERE id = $id");
$other = $_GET['other'];
if (!preg_match('/[0-9]+/', $other)) {
    exit;
}
// ruleid: php-sql-injection
$pdo->query("SELECT * FROM users WHERE id = $other");
$columns = ['name' => 'name', 'age' => 'years'];
$column = $columns[$_GET['column']];
// ok: php-sql-injection
$pdo->query("SELECT $column FROM users");
if (false) {
    // ok: php-sql-injection
    $pdo->query("SELECT {$_GET['column']} FROM users");
}
$filtered = filter_input(INPUT_GET, 'id', FILTER_VALIDATE_INT);
// ok: php-sql-injection
$pdo->query("SELECT * FROM users WHERE id = $filtered");
$raw = filter_input(INPUT_GET, 'id');
// ruleid: php-sql-injection
$pdo->query("SELECT * FROM users WHERE id = $raw");
$body = json_decode(file_get_contents('php://input'), true);
// ruleid: php-sql-injection
$pdo->query("SELECT * FROM users WHERE id = {$body['id']}");

class UserController extends Controller
{
    public function index(Request $request)
    {
        // ruleid: php-sql-injection
        DB::select("SELECT * FROM users WHERE name = '" . $request->input('name') . "'");
        // ok: php-sql-injection
        DB::select('SELECT * FROM users WHERE name = ?', [$request->input('name')]);
        // ruleid: php-sql-injection
        User::query()->whereRaw("name = '{$request->name}'")->get();
        // ok: php-sql-injection
        User::query()->whereRaw('name = ?', [$request->name])->get();
        // ruleid: php-sql-injection
        DB::raw('count(' . request('column') . ')');
        // ok: php-sql-injection
        User::where('name', $request->input('name'))->get();
        // ok: php-sql-injection
        DB::select('SELECT * FROM users WHERE age > ' . $request->integer('age'));
        // ruleid: php-sql-injection
        DB::connection('a')->statement("DROP TABLE " . $request->query->get('table'));
        // ok: php-sql-injection
        DB::select('SELECT * FROM users WHERE id = ' . $request->user()->id);
        // ok: php-sql-injection
        return $request->query('name');
    }

    public function slim($request, $response)
    {
        $data = $request->getParsedBody();
        // ruleid: php-sql-injection
        $this->db->query("SELECT * FROM users WHERE name = '{$data['name']}'");
    }

    public function codeigniter()
    {
        // ruleid: php-sql-injection
        $this->db->query("SELECT * FROM users WHERE name = '" . $this->input->post('name') . "'");
    }
}
Route::get('/users/{name}', function ($name) {
    // ruleid: php-sql-injection
    return DB::select("SELECT * FROM users WHERE name = '$name'");
});

function byParameter($pdo, $name, $limit)
{
    // ruleid: php-sql-injection-parameter
    $pdo->query("SELECT * FROM users WHERE name = '" . $name . "'");
    // ruleid: php-sql-injection-parameter
    $pdo->query("DELETE FROM users WHERE name = '$name'");
    // ok: php-sql-injection-parameter
    $pdo->query('SELECT * FROM users WHERE name = ' . $pdo->quote($name));
    // ok: php-sql-injection-parameter
    $pdo->query("SELECT * FROM users LIMIT $limit");
}

function direct($pdo)
{
    if (!in_array($_GET['column'], ['name', 'age'], true)) {
        return;
    }
    // ok: php-sql-injection
    $pdo->query("SELECT {$_GET['column']} FROM users");
    // ruleid: php-sql-injection
    $pdo->query("SELECT {$_GET['other']} FROM users");
    if (ctype_digit($_GET['id'])) {
        // ok: php-sql-injection
        $pdo->query('SELECT * FROM users WHERE id = ' . $_GET['id']);
    }
    $order = in_array($_GET['order'], ['asc', 'desc'], true) ? $_GET['order'] : 'asc';
    // ok: php-sql-injection
    $pdo->query("SELECT * FROM users ORDER BY name $order");
}
