class JwtCases {
    void read(String token, JwtParser parser, JwtParserBuilder builder) {
        // ruleid: java-jwt-unverified
        parser.parseClaimsJwt(token);
        // ruleid: java-jwt-unverified
        parser.parsePlaintextJwt(token);
        // ruleid: java-jwt-unverified
        parser.parseUnsecuredClaims(token);
        // ok: java-jwt-unverified
        parser.parseSignedClaims(token);
        // ruleid: java-jwt-unverified
        new JwtConsumerBuilder().setSkipSignatureVerification().build();
        // ok: java-jwt-unverified
        new JwtConsumerBuilder().setVerificationKey(key).build();
        // ruleid: java-jwt-unverified
        JWT.create().sign(Algorithm.none());
        // ok: java-jwt-unverified
        JWT.create().sign(Algorithm.HMAC256(key));
        // ruleid: java-jwt-unverified
        new PlainJWT(claims);
        // ok: java-jwt-unverified
        new SignedJWT(header, claims);
    }

    void use(String token, JWTVerifier verifier, HttpServletRequest request) {
        DecodedJWT decoded = JWT.decode(token);
        // ruleid: java-jwt-decoded-claims-trusted
        users.findByName(decoded.getSubject());
        // ruleid: java-jwt-decoded-claims-trusted
        details.loadUserByUsername(decoded.getClaim("name").asString());
        // ruleid: java-jwt-decoded-claims-trusted
        new UsernamePasswordAuthenticationToken(decoded.getSubject(), null, roles);
        // ok: java-jwt-decoded-claims-trusted
        keys.get(decoded.getKeyId());
        DecodedJWT verified = verifier.verify(token);
        // ok: java-jwt-decoded-claims-trusted
        users.findByName(verified.getSubject());
        DecodedJWT checked = JWT.decode(token);
        verifier.verify(checked);
        // ok: java-jwt-decoded-claims-trusted
        users.findByName(checked.getSubject());
        // ok: java-jwt-decoded-claims-trusted
        new UsernamePasswordAuthenticationToken(verified.getSubject(), null, roles);
    }
}
