class RedirectCases {
    void send(HttpServletRequest request, HttpServletResponse response, HttpHeaders headers) throws IOException {
        String next = request.getParameter("next");
        // ruleid: java-open-redirect
        response.sendRedirect(next);
        // ok: java-open-redirect
        response.sendRedirect("/home");
        // ok: java-open-redirect
        response.sendRedirect("/home?next=" + next);
        // ok: java-open-redirect
        response.sendRedirect(request.getContextPath() + "/home?" + next);
        // ok: java-open-redirect
        response.sendRedirect("https://example.com/" + next);
        // ruleid: java-open-redirect
        response.sendRedirect("/" + next);
        // ruleid: java-open-redirect
        response.setHeader("Location", next);
        // ok: java-open-redirect
        response.setHeader("X-Next", next);
        // ruleid: java-open-redirect
        response.addHeader("Location", next);
        // ok: java-open-redirect
        response.addHeader("Location", "/home");
        // ruleid: java-open-redirect
        headers.setLocation(URI.create(next));
        // ok: java-open-redirect
        headers.setLocation(URI.create("/home"));
        // ruleid: java-open-redirect
        new RedirectView(next);
        // ok: java-open-redirect
        new RedirectView("/home");
        // ruleid: java-open-redirect
        new ModelAndView("redirect:" + next);
        // ok: java-open-redirect
        new ModelAndView("redirect:/home");
        // ruleid: java-open-redirect
        Response.seeOther(URI.create(next)).build();
        // ok: java-open-redirect
        Response.seeOther(URI.create("/home")).build();
        // ruleid: java-open-redirect
        Response.temporaryRedirect(URI.create(next)).build();
        // ok: java-open-redirect
        Response.temporaryRedirect(URI.create("/home")).build();
        // ruleid: java-open-redirect
        ResponseEntity.status(302).location(URI.create(next)).build();
        // ok: java-open-redirect
        ResponseEntity.status(302).location(URI.create("/home")).build();
        if (isSafeUrl(next)) {
            // ok: java-open-redirect
            response.sendRedirect(next);
        }
    }

    @GetMapping("/next")
    String next(@RequestParam String next) {
        // ruleid: java-open-redirect
        return "redirect:" + next;
    }

    @GetMapping("/owners/{id}")
    String owner(@PathVariable String id) {
        // ok: java-open-redirect
        return "redirect:/owners/" + id;
    }
}
