class TimingCases {
    boolean verify(Mac mac, javax.crypto.Mac full, byte[] body, byte[] given, String text) {
        // ruleid: java-timing-unsafe-comparison
        boolean a = Arrays.equals(mac.doFinal(body), given);
        String expected = Hex.encodeHexString(full.doFinal(body));
        // ruleid: java-timing-unsafe-comparison
        boolean b = expected.equals(text);
        // ruleid: java-timing-unsafe-comparison
        boolean c = text.equalsIgnoreCase(HmacUtils.hmacSha256Hex(key, body));
        // ruleid: java-timing-unsafe-comparison
        boolean d = Objects.equals(text, new HmacUtils("HmacSHA256", key).hmacHex(body));
        // ok: java-timing-unsafe-comparison
        boolean e = MessageDigest.isEqual(mac.doFinal(body), given);
        // ok: java-timing-unsafe-comparison
        boolean f = Arrays.equals(body, given);
        // ok: java-timing-unsafe-comparison
        return text.equals("sha256");
    }
}
