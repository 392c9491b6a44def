class CodeCases {
    @PostMapping("/eval")
    Object scripts(@RequestBody String code, ScriptEngine engine, ScriptEngineManager manager, GroovyShell shell, JShell jshell, Interpreter bsh, Context polyglot, GroovyClassLoader loader) throws Exception {
        // ruleid: java-code-injection
        engine.eval(code);
        // ok: java-code-injection
        engine.eval("1 + 1");
        // ruleid: java-code-injection
        manager.getEngineByName("js").eval("f(" + code + ")");
        // ok: java-code-injection
        manager.getEngineByName("js").eval("f()");
        // ruleid: java-code-injection
        shell.evaluate(code);
        // ok: java-code-injection
        shell.evaluate("f()");
        // ruleid: java-code-injection
        shell.parse(code);
        // ok: java-code-injection
        shell.parse("f()");
        // ruleid: java-code-injection
        new GroovyShell().evaluate(code);
        // ok: java-code-injection
        new GroovyShell().evaluate("f()");
        // ruleid: java-code-injection
        Eval.me(code);
        // ok: java-code-injection
        Eval.me("1");
        // ruleid: java-code-injection
        loader.parseClass(code);
        // ok: java-code-injection
        loader.parseClass("class A {}");
        // ruleid: java-code-injection
        bsh.eval(code);
        // ok: java-code-injection
        bsh.eval("f()");
        // ruleid: java-code-injection
        jshell.eval(code);
        // ok: java-code-injection
        jshell.eval("f()");
        // ruleid: java-code-injection
        polyglot.eval("js", code);
        // ok: java-code-injection
        polyglot.eval("js", "f()");
        // ok: java-code-injection
        engine.put("input", code);
        return null;
    }

    @GetMapping("/expression")
    Object expressions(@RequestParam String text, @RequestParam int number, JexlEngine jexl, ELProcessor el, ExpressionFactory factory, ConstraintValidatorContext context) {
        // ruleid: java-expression-injection
        parser.parseExpression(text).getValue();
        // ok: java-expression-injection
        parser.parseExpression("name == #name").getValue(text);
        // ok: java-expression-injection
        parser.parseExpression("item[" + number + "]").getValue();
        // ruleid: java-expression-injection
        Ognl.getValue(text, root);
        // ok: java-expression-injection
        Ognl.getValue("name", text);
        // ruleid: java-expression-injection
        Ognl.setValue(text, root, value);
        // ok: java-expression-injection
        Ognl.setValue("name", root, text);
        // ruleid: java-expression-injection
        Ognl.parseExpression(text);
        // ok: java-expression-injection
        Ognl.parseExpression("name");
        // ruleid: java-expression-injection
        MVEL.eval(text);
        // ok: java-expression-injection
        MVEL.eval("a + b", Map.of("a", text));
        // ruleid: java-expression-injection
        MVEL.compileExpression(text);
        // ok: java-expression-injection
        MVEL.compileExpression("a");
        // ruleid: java-expression-injection
        MVEL.executeExpression(text, root);
        // ok: java-expression-injection
        MVEL.executeExpression(compiled, text);
        // ruleid: java-expression-injection
        jexl.createExpression(text);
        // ok: java-expression-injection
        jexl.createExpression("a.b");
        // ruleid: java-expression-injection
        jexl.createScript(text);
        // ok: java-expression-injection
        jexl.createScript("a.b");
        // ruleid: java-expression-injection
        el.eval(text);
        // ok: java-expression-injection
        el.eval("a");
        // ruleid: java-expression-injection
        el.getValue(text, String.class);
        // ok: java-expression-injection
        el.getValue("a", String.class);
        // ruleid: java-expression-injection
        factory.createValueExpression(elContext, "${" + text + "}", String.class);
        // ok: java-expression-injection
        factory.createValueExpression(elContext, "${name}", String.class);
        // ruleid: java-expression-injection
        context.buildConstraintViolationWithTemplate("wrong: " + text);
        // ok: java-expression-injection
        context.buildConstraintViolationWithTemplate("wrong");
        return null;
    }
}
