public class HashCases
{
    public void Digests(byte[] data)
    {
        // ruleid: csharp-weak-hash
        MD5.Create();
        // ruleid: csharp-weak-hash
        SHA1.Create();
        // ruleid: csharp-weak-hash
        MD5.HashData(data);
        // ruleid: csharp-weak-hash
        SHA1.HashData(data);
        // ok: csharp-weak-hash
        SHA256.HashData(data);
        // ok: csharp-weak-hash
        SHA256.Create();
        // ruleid: csharp-weak-hash
        new MD5CryptoServiceProvider();
        // ruleid: csharp-weak-hash
        new SHA1CryptoServiceProvider();
        // ruleid: csharp-weak-hash
        new SHA1Managed();
        // ok: csharp-weak-hash
        new SHA256Managed();
        // ruleid: csharp-weak-hash
        HashAlgorithm.Create("MD5");
        // ruleid: csharp-weak-hash
        HashAlgorithm.Create("SHA1");
        // ok: csharp-weak-hash
        HashAlgorithm.Create("SHA256");
    }

    public void Passwords(string password, User user, string document, SHA256 sha)
    {
        // ruleid: csharp-fast-password-hash
        SHA256.HashData(Encoding.UTF8.GetBytes(password));
        // ruleid: csharp-fast-password-hash
        sha.ComputeHash(Encoding.UTF8.GetBytes(user.Password + salt));
        // ok: csharp-fast-password-hash
        SHA256.HashData(Encoding.UTF8.GetBytes(document));
        // ok: csharp-fast-password-hash
        sha.ComputeHash(Encoding.UTF8.GetBytes(document));
        // ok: csharp-fast-password-hash
        hasher.HashPassword(user, password);
        // ok: csharp-fast-password-hash
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(password));
    }
}
