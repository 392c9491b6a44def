"""Pages as people see them: headless Chromium, really clicking. Screenshots are kept in build/screenshots."""
