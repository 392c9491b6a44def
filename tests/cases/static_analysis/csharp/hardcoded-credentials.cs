public class CredentialCases
{
    private const string Secret = "K7gNU3sdo+OL0wNhqHb4";

    public void Keys(byte[] key, Aes aes, IConfiguration configuration)
    {
        // ruleid: csharp-hardcoded-key
        new SymmetricSecurityKey(Encoding.UTF8.GetBytes("K7gNU3sdo+OL0wNhqHb4"));
        // ruleid: csharp-hardcoded-key
        new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret));
        // ok: csharp-hardcoded-key
        new SymmetricSecurityKey(Encoding.UTF8.GetBytes(configuration["Jwt:Key"]));
        // ruleid: csharp-hardcoded-key
        new HMACSHA256(Convert.FromBase64String("SzdnTlUzc2Rv"));
        // ok: csharp-hardcoded-key
        new HMACSHA256(key);
        // ruleid: csharp-hardcoded-key
        new HMACSHA512(Encoding.UTF8.GetBytes("K7gNU3sdo+OL0wNhqHb4"));
        // ok: csharp-hardcoded-key
        new HMACSHA512(key);
        // ruleid: csharp-hardcoded-key
        new HMACSHA1(Encoding.UTF8.GetBytes("K7gNU3sdo+OL0wNhqHb4"));
        // ok: csharp-hardcoded-key
        new HMACSHA1(key);
        // ruleid: csharp-hardcoded-key
        aes.Key = Encoding.ASCII.GetBytes("K7gNU3sdo+OL0wNh");
        // ok: csharp-hardcoded-key
        aes.Key = key;
        // ruleid: csharp-hardcoded-key
        new AesGcm(Encoding.ASCII.GetBytes("K7gNU3sdo+OL0wNh"), 16);
        // ok: csharp-hardcoded-key
        new AesGcm(key, 16);
        // ruleid: csharp-hardcoded-key
        aes.CreateEncryptor(Encoding.ASCII.GetBytes("K7gNU3sdo+OL0wNh"), iv);
        // ok: csharp-hardcoded-key
        aes.CreateEncryptor(key, iv);
        // ruleid: csharp-hardcoded-key
        aes.CreateDecryptor(Encoding.ASCII.GetBytes("K7gNU3sdo+OL0wNh"), iv);
        // ok: csharp-hardcoded-key
        aes.CreateDecryptor(key, iv);
    }

    public void Passwords(DbContextOptionsBuilder options, string password)
    {
        // ruleid: csharp-hardcoded-password
        new SqlConnection("Server=db;User Id=app;Password=S3cure-Horse;");
        // ok: csharp-hardcoded-password
        new SqlConnection("Server=db;Integrated Security=true;");
        // ok: csharp-hardcoded-password
        new SqlConnection("Server=localhost;User Id=sa;Password=postgres;");
        // ruleid: csharp-hardcoded-password
        new NpgsqlConnection("Host=db;Username=app;Password=S3cure-Horse");
        // ok: csharp-hardcoded-password
        new NpgsqlConnection(address);
        // ruleid: csharp-hardcoded-password
        new MySqlConnection("Server=db;Uid=app;Pwd=S3cure-Horse");
        // ok: csharp-hardcoded-password
        new MySqlConnection(address);
        // ruleid: csharp-hardcoded-password
        new OracleConnection("Data Source=db;User Id=app;Password=S3cure-Horse");
        // ok: csharp-hardcoded-password
        new OracleConnection(address);
        // ruleid: csharp-hardcoded-password
        options.UseSqlServer("Server=db;User Id=app;Password=S3cure-Horse;");
        // ok: csharp-hardcoded-password
        options.UseSqlServer(configuration.GetConnectionString("App"));
        // ruleid: csharp-hardcoded-password
        options.UseNpgsql("Host=db;Username=app;Password=S3cure-Horse");
        // ok: csharp-hardcoded-password
        options.UseNpgsql(configuration.GetConnectionString("App"));
        // ruleid: csharp-hardcoded-password
        new NetworkCredential("app", "S3cure-Horse");
        // ok: csharp-hardcoded-password
        new NetworkCredential("app", password);
    }
}
