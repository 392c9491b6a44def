using System.Data.SqlClient;

public class SqlCases : Controller
{
    public IActionResult Bound([FromQuery] string name, [FromRoute(Name = "x")] string route, [FromHeader] int number)
    {
        // ruleid: csharp-sql-injection
        var a = new SqlCommand("SELECT * FROM Users WHERE Name = '" + name + "'", connection);
        // ruleid: csharp-sql-injection
        var b = new SqlCommand($"SELECT * FROM Users WHERE Name = '{route}'", connection);
        // ok: csharp-sql-injection
        var c = new SqlCommand("SELECT * FROM Users WHERE Age = " + number, connection);
        // ok: csharp-sql-injection
        var d = new SqlCommand("SELECT * FROM Users WHERE Name = @name", connection);
        // ok: csharp-sql-injection
        d.Parameters.AddWithValue("@name", name);
        return Ok();
    }

    [HttpPost]
    public IActionResult Body([FromBody] Search search)
    {
        // ruleid: csharp-sql-injection
        context.Users.FromSqlRaw("SELECT * FROM Users WHERE Name = '" + search.Name + "'");
        // ok: csharp-sql-injection
        context.Users.FromSqlRaw("SELECT * FROM Users WHERE Name = {0}", search.Name);
        // ok: csharp-sql-injection
        context.Users.FromSqlInterpolated($"SELECT * FROM Users WHERE Name = {search.Name}");
        return Ok();
    }

    public IActionResult Drivers([FromForm] string name)
    {
        var where = "Name = '" + name + "'";
        // ruleid: csharp-sql-injection
        new SqlDataAdapter("SELECT * FROM Users WHERE " + where, connection);
        // ok: csharp-sql-injection
        new SqlDataAdapter("SELECT * FROM Users", connection);
        // ruleid: csharp-sql-injection
        new NpgsqlCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new NpgsqlCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new MySqlCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new MySqlCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new SqliteCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new SqliteCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new SQLiteCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new SQLiteCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new OracleCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new OracleCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new OleDbCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new OleDbCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        new OdbcCommand("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        new OdbcCommand("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE " + where;
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users";
        // ruleid: csharp-sql-injection
        context.Database.ExecuteSqlRaw("DELETE FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        context.Database.ExecuteSqlRaw("DELETE FROM Users WHERE Name = {0}", name);
        // ruleid: csharp-sql-injection
        await context.Database.ExecuteSqlRawAsync("DELETE FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        await context.Database.ExecuteSqlRawAsync("DELETE FROM Users WHERE Name = {0}", name);
        // ruleid: csharp-sql-injection
        context.Database.SqlQueryRaw<int>("SELECT Age FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        context.Database.SqlQueryRaw<int>("SELECT Age FROM Users");
        // ruleid: csharp-sql-injection
        context.Database.ExecuteSqlCommand("DELETE FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        context.Database.ExecuteSqlCommand("DELETE FROM Users");
        // ruleid: csharp-sql-injection
        session.CreateSQLQuery("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        session.CreateSQLQuery("SELECT * FROM Users");
        // ruleid: csharp-sql-injection
        connection.Query<User>("SELECT * FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        connection.Query<User>("SELECT * FROM Users WHERE Name = @name", new { name });
        // ruleid: csharp-sql-injection
        _db.ExecuteAsync("DELETE FROM Users WHERE " + where);
        // ok: csharp-sql-injection
        _db.ExecuteAsync("DELETE FROM Users WHERE Name = @name", new { name });
        return Ok();
    }

    [HttpGet("{name}")]
    public async Task<IActionResult> Unbound(string name, Regex pattern)
    {
        var text = new StringBuilder("SELECT * FROM Users");
        text.Append(" WHERE Name = '");
        text.Append(name);
        // ruleid: csharp-sql-injection
        command.CommandText = text.ToString();
        var lines = new StringBuilder();
        lines.AppendLine(name);
        // ruleid: csharp-sql-injection
        command.CommandText = lines.ToString();
        var inserted = new StringBuilder();
        inserted.Insert(0, name);
        // ruleid: csharp-sql-injection
        command.CommandText = inserted.ToString();
        var formatted = new StringBuilder();
        formatted.AppendFormat("SELECT '{0}'", name);
        // ruleid: csharp-sql-injection
        command.CommandText = formatted.ToString();
        var chained = new StringBuilder("SELECT * FROM Users");
        chained.Append(" WHERE Name = '").Append(name).Append("'");
        // ruleid: csharp-sql-injection
        command.CommandText = chained.ToString();
        var ended = new StringBuilder("SELECT * FROM Users");
        ended.Append(" ORDER BY ").Append(name);
        // ruleid: csharp-sql-injection
        command.CommandText = ended.ToString();
        var parts = new List<string>();
        parts.Add("Name = '" + name + "'");
        // ruleid: csharp-sql-injection
        command.CommandText = string.Join(" AND ", parts);
        var constant = new StringBuilder("SELECT * FROM Users");
        constant.Append(" WHERE Name = 'a'");
        // ok: csharp-sql-injection
        command.CommandText = constant.ToString();
        return Ok();
    }

    [HttpDelete]
    public IActionResult Checked(string a, string b, string c, string d, string e, string f, string g, Regex pattern)
    {
        if (!AllowedColumns.Contains(a)) return BadRequest();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + a;
        if (!Regex.IsMatch(b, "^[a-z]+$")) return BadRequest();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + b;
        if (!pattern.IsMatch(c)) return BadRequest();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + c;
        if (!d.All(char.IsLetterOrDigit)) return BadRequest();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + d;
        ValidateColumn(e);
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + e;
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + SanitizeColumn(f);
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Id = " + int.Parse(f);
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Id = '" + Guid.Parse(f) + "'";
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE N > " + f.Length;
        var user = userRepository.FindByName(f);
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Audit WHERE UserKey = '" + user.Key + "'";
        if (!valid.ContainsKey(g)) return BadRequest();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + g;
        if (1 > 2)
        {
            // ok: csharp-sql-injection
            command.CommandText = "SELECT * FROM " + f;
        }
        var size = 5;
        // ok: csharp-sql-injection
        command.CommandText = size > 10 ? "SELECT * FROM " + f : "SELECT 1";
        if (seen.Contains(f)) return BadRequest();
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM " + f;
        return Ok();
    }

    public void Requests(HttpRequest given, HttpContext http)
    {
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Name = '" + Request.Query["name"] + "'";
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Name = '" + Request["name"] + "'";
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Name = '" + given.Form["name"] + "'";
        // ruleid: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Name = '" + http.Request.Headers["X-Name"] + "'";
        using var reader = new StreamReader(Request.Body);
        // ruleid: csharp-sql-injection
        command.CommandText = await reader.ReadToEndAsync();
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users WHERE Method = '" + Request.Method + "'";
    }

    private void NoAction(string name)
    {
        // ok: csharp-sql-injection
        command.CommandText = "SELECT * FROM Users ORDER BY " + name;
    }
}

public class Minimal
{
    public void Map(WebApplication app)
    {
        app.MapGet("/users/{name}", (string name, Db db) =>
        {
            // ruleid: csharp-sql-injection
            return db.Users.FromSqlRaw("SELECT * FROM Users WHERE Name = '" + name + "'");
        });
        // ruleid: csharp-sql-injection
        app.MapDelete("/users/{name}", (string name, Db db) => db.Database.ExecuteSqlRaw("DELETE FROM Users WHERE Name = '" + name + "'"));
        // ok: csharp-sql-injection
        app.MapPost("/users/{id}", (int id, Db db) => db.Database.ExecuteSqlRaw("DELETE FROM Users WHERE Id = " + id));
    }
}

public class UserStore
{
    public SqlCommand Quoted(string name)
    {
        // ruleid: csharp-sql-concatenation
        return new SqlCommand("SELECT * FROM Users WHERE Name = '" + name + "'");
    }

    public SqlCommand Second(string table, string name)
    {
        // ruleid: csharp-sql-concatenation
        return new SqlCommand("SELECT * FROM " + table + " WHERE Name LIKE '%" + name + "%'");
    }

    public SqlCommand Formatted(string name)
    {
        // ruleid: csharp-sql-concatenation
        return new SqlCommand(string.Format("SELECT * FROM Users WHERE Name = '{0}'", name));
    }

    public SqlCommand Interpolated(string name)
    {
        // ruleid: csharp-sql-concatenation
        return new SqlCommand($"SELECT * FROM Users WHERE Name = '{name}'");
    }

    public SqlCommand Table(string table)
    {
        // ok: csharp-sql-concatenation
        return new SqlCommand("SELECT * FROM " + table);
    }

    public SqlCommand InterpolatedTable(string table)
    {
        // ok: csharp-sql-concatenation
        return new SqlCommand($"SELECT * FROM {table}");
    }

    public SqlCommand Number(int id)
    {
        // ok: csharp-sql-concatenation
        return new SqlCommand("SELECT * FROM Users WHERE Id = '" + id + "'");
    }
}
