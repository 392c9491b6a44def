class XPathCases {
    void find(HttpServletRequest request, XPath xpath, XPathFactory factory, Document document) throws Exception {
        String title = request.getParameter("title");
        String expression = "//book[title='" + title + "']";
        // ruleid: java-xpath-injection
        xpath.evaluate(expression, root);
        // ok: java-xpath-injection
        xpath.evaluate("//book[title=$title]", root);
        // ruleid: java-xpath-injection
        xpath.compile(expression);
        // ok: java-xpath-injection
        xpath.compile("//book");
        // ruleid: java-xpath-injection
        xpath.evaluateExpression(expression, root, String.class);
        // ok: java-xpath-injection
        xpath.evaluateExpression("//book", root, String.class);
        // ruleid: java-xpath-injection
        factory.newXPath().evaluate(expression, root);
        // ok: java-xpath-injection
        factory.newXPath().evaluate("//book[id=" + Integer.parseInt(title) + "]", root);
        // ruleid: java-xpath-injection
        factory.newXPath().compile(expression);
        // ok: java-xpath-injection
        factory.newXPath().compile("//book[title='" + ESAPI.encoder().encodeForXPath(title) + "']");
        // ruleid: java-xpath-injection
        XPathAPI.selectNodeList(root, expression);
        // ok: java-xpath-injection
        XPathAPI.selectNodeList(root, "//book");
        // ruleid: java-xpath-injection
        XPathAPI.selectSingleNode(root, expression);
        // ok: java-xpath-injection
        XPathAPI.selectSingleNode(root, "//book");
        // ruleid: java-xpath-injection
        document.selectNodes(expression);
        // ok: java-xpath-injection
        document.selectNodes("//book");
        // ruleid: java-xpath-injection
        document.selectSingleNode(expression);
        // ok: java-xpath-injection
        document.selectSingleNode("//book");
        // ruleid: java-xpath-injection
        XPathExpression.compile(expression);
        // ok: java-xpath-injection
        Pattern.compile(expression);
    }

    void fullyNamed(HttpServletRequest request, javax.xml.xpath.XPath xpath) throws Exception {
        String title = request.getHeader("title");
        // ruleid: java-xpath-injection
        xpath.evaluate("//book[title='" + title + "']", root);
        // ok: java-xpath-injection
        xpath.evaluate("//book", root);
        // ruleid: java-xpath-injection
        xpath.compile("//book[title='" + title + "']");
        // ok: java-xpath-injection
        xpath.compile("//book");
    }
}
