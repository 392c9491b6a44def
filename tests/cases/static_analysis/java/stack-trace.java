class TraceCases {
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            work();
        } catch (Exception error) {
            // ruleid: java-stack-trace-to-client
            error.printStackTrace(response.getWriter());
            PrintWriter out = response.getWriter();
            // ruleid: java-stack-trace-to-client
            error.printStackTrace(out);
            // ruleid: java-stack-trace-to-client
            error.printStackTrace(new PrintStream(response.getOutputStream()));
            // ok: java-stack-trace-to-client
            error.printStackTrace(new PrintWriter(log));
            // ok: java-stack-trace-to-client
            error.printStackTrace();
            // ruleid: java-stack-trace-to-client
            response.getWriter().println(ExceptionUtils.getStackTrace(error));
            // ok: java-stack-trace-to-client
            response.getWriter().println("failed");
            // ruleid: java-stack-trace-to-client
            response.sendError(500, Arrays.toString(error.getStackTrace()));
            // ok: java-stack-trace-to-client
            response.sendError(500, "failed");
            // ok: java-stack-trace-to-client
            log.error(ExceptionUtils.getStackTrace(error));
        }
    }

    ResponseEntity<String> handle(Exception error) {
        if (quiet) {
            // ok: java-stack-trace-to-client
            return ResponseEntity.status(500).body("failed");
        }
        if (inner) {
            // ruleid: java-stack-trace-to-client
            return ResponseEntity.internalServerError().body(ExceptionUtils.getStackTrace(error));
        }
        if (shown) {
            // ok: java-stack-trace-to-client
            return ResponseEntity.internalServerError().body("failed");
        }
        // ruleid: java-stack-trace-to-client
        return ResponseEntity.status(500).body(ExceptionUtils.getStackTrace(error));
    }
}
