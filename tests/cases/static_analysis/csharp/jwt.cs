public class JwtCases
{
    public void Parameters(TokenValidationParameters given)
    {
        // ruleid: csharp-jwt-unverified
        var a = new TokenValidationParameters { RequireSignedTokens = false };
        // ok: csharp-jwt-unverified
        var b = new TokenValidationParameters { RequireSignedTokens = true };
        // ruleid: csharp-jwt-unverified
        given.RequireSignedTokens = false;
        // ok: csharp-jwt-unverified
        given.RequireSignedTokens = true;
        // ruleid: csharp-jwt-unverified
        var c = new TokenValidationParameters { SignatureValidator = (token, p) => new JwtSecurityToken(token) };
        // ruleid: csharp-jwt-unverified
        var d = new TokenValidationParameters { SignatureValidator = (token, p) => new JsonWebToken(token) };
        // ok: csharp-jwt-unverified
        var e = new TokenValidationParameters { SignatureValidator = (token, p) => Check(token) };
        // ruleid: csharp-jwt-unverified
        new JwtBuilder().WithSecret(key).DoNotVerifySignature();
        // ok: csharp-jwt-unverified
        new JwtBuilder().WithSecret(key).MustVerifySignature();
        // ruleid: csharp-jwt-unverified
        decoder.WithoutSignatureVerification();
        // ok: csharp-jwt-unverified
        decoder.Decode(token, key, true);
        // ruleid: csharp-jwt-lifetime-ignored
        var f = new TokenValidationParameters { ValidateLifetime = false };
        // ok: csharp-jwt-lifetime-ignored
        var g = new TokenValidationParameters { ValidateLifetime = true };
        // ruleid: csharp-jwt-lifetime-ignored
        given.ValidateLifetime = false;
        // ok: csharp-jwt-lifetime-ignored
        given.ValidateLifetime = true;
    }
}
