public class TimingCases
{
    public bool Verify(HMACSHA256 a, HMACSHA512 b, HMACSHA1 c, byte[] body, byte[] given, string text)
    {
        // ruleid: csharp-timing-unsafe-comparison
        var first = a.ComputeHash(body).SequenceEqual(given);
        // ruleid: csharp-timing-unsafe-comparison
        var second = Convert.ToHexString(b.ComputeHash(body)) == text;
        // ruleid: csharp-timing-unsafe-comparison
        var third = Convert.ToHexString(c.ComputeHash(body)) != text;
        // ruleid: csharp-timing-unsafe-comparison
        var fourth = Convert.ToHexString(new HMACSHA256(key).ComputeHash(body)).Equals(text);
        // ruleid: csharp-timing-unsafe-comparison
        var fifth = string.Equals(Convert.ToHexString(HMACSHA256.HashData(key, body)), text);
        // ruleid: csharp-timing-unsafe-comparison
        var sixth = HMACSHA512.HashData(key, body).SequenceEqual(given);
        // ok: csharp-timing-unsafe-comparison
        var seventh = CryptographicOperations.FixedTimeEquals(a.ComputeHash(body), given);
        // ok: csharp-timing-unsafe-comparison
        var eighth = a.ComputeHash(body).Length == given.Length;
        // ok: csharp-timing-unsafe-comparison
        return body.SequenceEqual(given);
    }
}
