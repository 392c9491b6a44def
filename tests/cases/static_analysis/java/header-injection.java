class HeaderCases {
    void set(HttpServletRequest request, HttpServletResponse response, javax.servlet.http.HttpServletResponse old, jakarta.servlet.http.HttpServletResponse newer) {
        String title = request.getParameter("title");
        // ruleid: java-header-injection
        response.setHeader("X-Title", title);
        // ruleid: java-header-injection
        response.addHeader("Content-Disposition", "attachment; filename=" + title);
        // ok: java-header-injection
        response.setHeader("X-Title", "constant");
        // ok: java-header-injection
        response.setHeader("X-Title", URLEncoder.encode(title, "UTF-8"));
        // ok: java-header-injection
        response.setHeader("X-Title", title.replaceAll("[\\r\\n]", ""));
        // ok: java-header-injection
        response.setHeader("X-Title", title.replace("\n", ""));
        // ok: java-header-injection
        response.setHeader("X-Length", String.valueOf(title.length()));
        // ok: java-header-injection
        response.setHeader("X-Title", UriUtils.encode(title, "UTF-8"));
        // ok: java-header-injection
        response.setHeader("X-Title", StringEscapeUtils.escapeJava(title));
        // ok: java-header-injection
        response.setHeader("X-Title", Base64.getEncoder().encodeToString(title.getBytes()));
        // ok: java-header-injection
        response.setHeader("X-Title", ESAPI.encoder().encodeForURL(title));
        // ok: java-header-injection
        response.setHeader("X-Title", Encode.forJava(title));
        // ruleid: java-header-injection
        response.setHeader("X-Title", title.replace("a", "b"));
        // ruleid: java-header-injection
        old.setHeader("X-Title", title);
        // ok: java-header-injection
        old.setHeader("X-Title", "constant");
        // ruleid: java-header-injection
        newer.addHeader("X-Title", title);
        // ok: java-header-injection
        newer.addHeader("X-Title", "constant");
    }
}
