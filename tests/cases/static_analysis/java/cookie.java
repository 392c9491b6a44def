class CookieCases {
    void flags(Cookie cookie) {
        // ruleid: java-cookie-not-secure
        cookie.setSecure(false);
        // ok: java-cookie-not-secure
        cookie.setSecure(true);
        // ruleid: java-cookie-not-http-only
        cookie.setHttpOnly(false);
        // ok: java-cookie-not-http-only
        cookie.setHttpOnly(true);
        // ruleid: java-cookie-not-secure
        ResponseCookie.from("sid", id).path("/").secure(false);
        // ok: java-cookie-not-secure
        ResponseCookie.from("sid", id).path("/").secure(true);
        // ruleid: java-cookie-not-http-only
        ResponseCookie.from("sid", id).httpOnly(false);
        // ok: java-cookie-not-http-only
        ResponseCookie.from("sid", id).httpOnly(true);
    }

    void bare(HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("sid", id);
        cookie.setPath("/");
        // ruleid: java-cookie-without-flags
        response.addCookie(cookie);
    }

    void flagged(HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("sid", id);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        // ok: java-cookie-without-flags
        response.addCookie(cookie);
    }

    void removed(HttpServletResponse response) {
        Cookie cookie = new Cookie("sid", "");
        cookie.setMaxAge(0);
        // ok: java-cookie-without-flags
        response.addCookie(cookie);
    }
}
