class TrustCases {
    void keep(HttpServletRequest request, HttpSession session, javax.servlet.http.HttpSession old) {
        String role = request.getParameter("role");
        // ruleid: java-trust-boundary
        request.getSession().setAttribute("role", role);
        // ok: java-trust-boundary
        request.getSession().setAttribute("role", "guest");
        // ruleid: java-trust-boundary
        request.getSession().putValue(role, "10");
        // ok: java-trust-boundary
        request.getSession().putValue("role", "10");
        // ruleid: java-trust-boundary
        session.setAttribute("role", role);
        // ok: java-trust-boundary
        session.setAttribute("user", userService.findByRole(role));
        // ruleid: java-trust-boundary
        session.putValue("role", role);
        // ok: java-trust-boundary
        session.putValue("page", Integer.parseInt(role));
        // ruleid: java-trust-boundary
        old.setAttribute("role", role);
        // ok: java-trust-boundary
        old.setAttribute("role", "guest");
        // ruleid: java-trust-boundary
        old.putValue("role", role);
        // ok: java-trust-boundary
        old.putValue("role", "guest");
        // ok: java-trust-boundary
        request.setAttribute("role", role);
    }
}
