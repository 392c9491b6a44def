public class RandomCases
{
    public void Secrets(Random given, User user)
    {
        // ruleid: csharp-insecure-random-secret
        var token = new Random().Next().ToString();
        // ruleid: csharp-insecure-random-secret
        string resetCode = given.Next(1000000).ToString();
        // ruleid: csharp-insecure-random-secret
        user.Password = Random.Shared.Next().ToString();
        // ruleid: csharp-insecure-random-secret
        var apiKey = given.NextInt64().ToString();
        // ok: csharp-insecure-random-secret
        var secret = secrets[given.Next(secrets.Length)];
        // ok: csharp-insecure-random-secret
        var delay = new Random().Next(100);
        // ok: csharp-insecure-random-secret
        var sessionId = RandomNumberGenerator.GetHexString(32);
    }
}
