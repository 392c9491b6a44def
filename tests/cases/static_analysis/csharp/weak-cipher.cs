public class CipherCases
{
    public void Ciphers(Aes aes)
    {
        // ruleid: csharp-weak-cipher
        DES.Create();
        // ruleid: csharp-weak-cipher
        TripleDES.Create();
        // ruleid: csharp-weak-cipher
        RC2.Create();
        // ruleid: csharp-weak-cipher
        new DESCryptoServiceProvider();
        // ruleid: csharp-weak-cipher
        new TripleDESCryptoServiceProvider();
        // ruleid: csharp-weak-cipher
        new RC2CryptoServiceProvider();
        // ok: csharp-weak-cipher
        Aes.Create();
        // ruleid: csharp-ecb-cipher
        aes.Mode = CipherMode.ECB;
        // ok: csharp-ecb-cipher
        aes.Mode = CipherMode.CBC;
        // ruleid: csharp-ecb-cipher
        var a = new AesManaged { Mode = CipherMode.ECB };
        // ok: csharp-ecb-cipher
        var b = new AesManaged { Mode = CipherMode.CBC };
        // ruleid: csharp-ecb-cipher
        aes.EncryptEcb(data, PaddingMode.PKCS7);
        // ok: csharp-ecb-cipher
        aes.EncryptCbc(data, iv, PaddingMode.PKCS7);
        // ruleid: csharp-short-rsa-key
        RSA.Create(1024);
        // ok: csharp-short-rsa-key
        RSA.Create(2048);
    }

    public void Vectors(Aes aes, AesGcm gcm, byte[] received, Stream stream, RandomNumberGenerator random)
    {
        // ruleid: csharp-static-iv
        aes.IV = Encoding.UTF8.GetBytes("0123456789abcdef");
        // ok: csharp-static-iv
        aes.IV = received;
        // ruleid: csharp-static-iv
        aes.CreateEncryptor(key, new byte[16]);
        // ok: csharp-static-iv
        aes.CreateEncryptor(key, received);
        var listed = new byte[] { 1, 2, 3 };
        // ruleid: csharp-static-iv
        gcm.Encrypt(listed, text, cipher, tag);
        // ok: csharp-static-iv
        gcm.Encrypt(received, text, cipher, tag);
        // ruleid: csharp-static-iv
        aes.EncryptCbc(text, Convert.FromBase64String("AAAAAAAAAAAAAAAAAAAAAA=="));
        // ok: csharp-static-iv
        aes.EncryptCbc(text, received);
        var filled = new byte[12];
        RandomNumberGenerator.Fill(filled);
        // ok: csharp-static-iv
        gcm.Encrypt(filled, text, cipher, tag);
        var drawn = new byte[12];
        random.GetBytes(drawn);
        // ok: csharp-static-iv
        gcm.Encrypt(drawn, text, cipher, tag);
        var read = new byte[16];
        stream.Read(read, 0, 16);
        // ok: csharp-static-iv
        aes.IV = read;
        var exact = new byte[16];
        stream.ReadExactly(exact, 0, 16);
        // ok: csharp-static-iv
        aes.IV = exact;
        var copied = new byte[16];
        Array.Copy(received, copied, 16);
        // ok: csharp-static-iv
        aes.IV = copied;
        var copiedAt = new byte[16];
        Array.Copy(received, 0, copiedAt, 0, 16);
        // ok: csharp-static-iv
        aes.IV = copiedAt;
        var block = new byte[16];
        Buffer.BlockCopy(received, 0, block, 0, 16);
        // ok: csharp-static-iv
        aes.IV = block;
    }
}
