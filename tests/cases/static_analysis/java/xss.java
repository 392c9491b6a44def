class XssCases extends HttpServlet {
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        // ruleid: java-xss-servlet
        response.getWriter().println("<p>" + name);
        // ruleid: java-xss-servlet
        response.getWriter().format("<p>%s", name);
        // ok: java-xss-servlet
        response.getWriter().println("<p>hello");
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + HtmlUtils.htmlEscape(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + HtmlUtils.htmlEscapeDecimal(name) + HtmlUtils.htmlEscapeHex(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + StringEscapeUtils.escapeHtml4(name) + StringEscapeUtils.escapeHtml3(name) + StringEscapeUtils.escapeHtml(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + StringEscapeUtils.escapeXml10(name) + StringEscapeUtils.escapeXml11(name) + StringEscapeUtils.escapeXml(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + Encode.forHtmlContent(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + HtmlEscapers.htmlEscaper().escape(name));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + Jsoup.clean(name, Safelist.basic()));
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + ESAPI.encoder().encodeForHTML(name));
        // ok: java-xss-servlet
        response.getWriter().println("<a href='?q=" + URLEncoder.encode(name, "UTF-8") + "'>");
        // ok: java-xss-servlet
        response.getWriter().println("<p>" + Integer.parseInt(name));
        // ruleid: java-xss-servlet
        response.getOutputStream().print("<p>" + name);
        // ok: java-xss-servlet
        response.getOutputStream().print("<p>");
        PrintWriter out = response.getWriter();
        // ruleid: java-xss-servlet
        out.write("<p>" + name);
        // ok: java-xss-servlet
        out.write("<p>");
        // ok: java-xss-servlet
        System.out.println("<p>" + name);
    }

    void policy(HttpServletRequest request, HttpServletResponse response, PolicyFactory policy) throws IOException {
        // ok: java-xss-servlet
        response.getWriter().println(policy.sanitize(request.getParameter("text")));
    }

    void fullyNamed(javax.servlet.http.HttpServletRequest request, javax.servlet.http.HttpServletResponse answer, jakarta.servlet.http.HttpServletResponse newer) throws IOException {
        // ruleid: java-xss-servlet
        answer.getWriter().print(request.getHeader("Referer"));
        // ok: java-xss-servlet
        answer.getWriter().print("Referer");
        // ruleid: java-xss-servlet
        newer.getWriter().print(request.getHeader("Referer"));
        // ok: java-xss-servlet
        newer.getWriter().print("Referer");
    }

    void formatted(HttpServletRequest request, HttpServletResponse response, SimpleDateFormat format) throws IOException {
        StringBuffer page = new StringBuffer();
        page.append("<p>");
        page.append(request.getParameter("name"));
        // ruleid: java-xss-servlet
        response.getWriter().println(page.toString());
    }

    void plain(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        // ok: java-xss-servlet
        response.getWriter().println(request.getParameter("name"));
    }
}

@RestController
class Answers {
    @GetMapping("/a")
    String joined(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return "Hello " + name;
    }

    @GetMapping("/b")
    String formatted(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return String.format("Hello %s", name);
    }

    @GetMapping("/c")
    ResponseEntity<String> entity(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return ResponseEntity.ok("Hello " + name);
    }

    @GetMapping("/d")
    String middle(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return "<p>" + name + "</p>";
    }

    @GetMapping("/e")
    String echoed(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return name;
    }

    @GetMapping("/f")
    String escaped(@RequestParam String name) {
        // ok: java-xss-handler-response
        return "Hello " + HtmlUtils.htmlEscape(name);
    }

    @GetMapping(value = "/g", produces = "text/plain")
    String typed(@RequestParam String name) {
        // ok: java-xss-handler-response
        return "Hello " + name;
    }

    @GetMapping("/h")
    String looked(@RequestParam String name) {
        // ok: java-xss-handler-response
        return greeter.greetingFor(name);
    }

    @GetMapping("/i")
    Greeting object(@RequestParam String name) {
        // ok: java-xss-handler-response
        return new Greeting(name);
    }

    @GetMapping("/j")
    String number(@RequestParam int number) {
        // ok: java-xss-handler-response
        return "Hello " + number;
    }
}

class Bodies {
    @GetMapping("/a")
    @ResponseBody
    String joined(@RequestParam String name) {
        // ruleid: java-xss-handler-response
        return "Hello " + name;
    }

    @GetMapping("/b")
    String view(@RequestParam String name) {
        // ok: java-xss-handler-response
        return "Hello " + name;
    }
}
