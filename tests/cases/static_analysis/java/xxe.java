class XxeCases {
    void dom(HttpServletRequest request, DocumentBuilder given, XMLReader reader) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        // ruleid: java-xxe, java-xml-parser-not-hardened
        factory.newDocumentBuilder().parse(request.getInputStream());
        // ok: java-xxe
        factory.newDocumentBuilder().parse(new File("own.xml"));
        // ruleid: java-xxe
        given.parse(request.getInputStream());
        // ruleid: java-xxe
        reader.parse(new InputSource(request.getReader()));
        // ok: java-xxe
        reader.parse(new InputSource("own.xml"));
        // ruleid: java-xml-parser-not-hardened
        DocumentBuilderFactory.newInstance().newDocumentBuilder();
        // ruleid: java-xml-parser-not-hardened
        XMLReader other = XMLReaderFactory.createXMLReader();
    }

    void hardened(HttpServletRequest request) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        // ok: java-xxe, java-xml-parser-not-hardened
        factory.newDocumentBuilder().parse(request.getInputStream());
    }

    void attributes(HttpServletRequest request) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        // ok: java-xxe, java-xml-parser-not-hardened
        factory.newDocumentBuilder().parse(request.getInputStream());
    }

    void unexpanded(HttpServletRequest request) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setExpandEntityReferences(false);
        // ok: java-xxe, java-xml-parser-not-hardened
        factory.newDocumentBuilder().parse(request.getInputStream());
    }

    void resolver(HttpServletRequest request, DocumentBuilder builder) throws Exception {
        builder.setEntityResolver((a, b) -> new InputSource(new StringReader("")));
        // ok: java-xxe
        builder.parse(request.getInputStream());
    }

    void sax(HttpServletRequest request, SAXParserFactory factory, SAXReader dom4j, SAXBuilder jdom) throws Exception {
        // ruleid: java-xml-parser-not-hardened
        SAXParser parser = factory.newSAXParser();
        // ruleid: java-xxe
        parser.parse(request.getInputStream(), handler);
        // ok: java-xxe
        parser.parse(new File("own.xml"), handler);
        // ruleid: java-xml-parser-not-hardened
        SAXParserFactory.newInstance().newSAXParser();
        // ruleid: java-xxe
        dom4j.read(request.getInputStream());
        // ok: java-xxe
        dom4j.read(new File("own.xml"));
        // ruleid: java-xxe
        jdom.build(request.getInputStream());
        // ok: java-xxe
        jdom.build(new File("own.xml"));
    }

    void stax(HttpServletRequest request, XMLInputFactory factory) throws Exception {
        // ruleid: java-xxe
        factory.createXMLStreamReader(request.getInputStream());
        // ok: java-xxe
        factory.createXMLStreamReader(new FileInputStream("own.xml"));
        // ruleid: java-xxe
        factory.createXMLEventReader(request.getInputStream());
        // ok: java-xxe
        factory.createXMLEventReader(new FileInputStream("own.xml"));
    }

    void staxHardened(HttpServletRequest request, XMLInputFactory factory) throws Exception {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        // ok: java-xxe
        factory.createXMLStreamReader(request.getInputStream());
    }

    void others(HttpServletRequest request, Unmarshaller unmarshaller, Transformer transformer) throws Exception {
        // ruleid: java-xxe
        unmarshaller.unmarshal(new StreamSource(request.getInputStream()));
        // ok: java-xxe
        unmarshaller.unmarshal(new StreamSource(new File("own.xml")));
        // ruleid: java-xxe
        transformer.transform(new StreamSource(request.getInputStream()), result);
        // ok: java-xxe
        transformer.transform(new StreamSource(new File("own.xml")), result);
    }
}
