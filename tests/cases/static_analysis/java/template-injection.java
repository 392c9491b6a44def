@Controller
class TemplateCases {
    @PostMapping("/preview")
    void preview(@RequestParam String text, StringTemplateLoader loader, VelocityEngine velocity, PebbleEngine pebble, Handlebars handlebars, Jinjava jinjava) throws Exception {
        // ruleid: java-template-injection
        new Template("name", new StringReader(text), configuration);
        // ok: java-template-injection
        new Template(text, new StringReader("Hello"), configuration);
        // ruleid: java-template-injection
        loader.putTemplate("name", "Hello " + text);
        // ok: java-template-injection
        loader.putTemplate("name", "Hello");
        // ruleid: java-template-injection
        Velocity.evaluate(context, writer, "tag", text);
        // ok: java-template-injection
        Velocity.evaluate(context, writer, "tag", "Hello $name");
        // ruleid: java-template-injection
        velocity.evaluate(context, writer, "tag", text);
        // ok: java-template-injection
        velocity.evaluate(context, writer, "tag", "Hello $name");
        // ruleid: java-template-injection
        pebble.getLiteralTemplate(text);
        // ok: java-template-injection
        pebble.getLiteralTemplate("Hello");
        // ruleid: java-template-injection
        handlebars.compileInline(text);
        // ok: java-template-injection
        handlebars.compileInline("Hello");
        // ruleid: java-template-injection
        jinjava.render(text, model);
        // ok: java-template-injection
        jinjava.render("Hello {{ name }}", Map.of("name", text));
    }

    @GetMapping("/page/{section}")
    String section(@PathVariable String section, Model model) {
        model.addAttribute("section", section);
        if (section.isEmpty()) {
            // ok: java-view-name-injection
            return "page/index";
        }
        // ruleid: java-view-name-injection
        return "page/" + section;
    }

    @GetMapping("/number/{number}")
    String number(@PathVariable int number) {
        // ok: java-view-name-injection
        return "page/" + number;
    }

    @GetMapping("/back/{section}")
    String back(@PathVariable String section) {
        // ok: java-view-name-injection
        return "redirect:/page/" + section;
    }

    @GetMapping("/text/{section}")
    @ResponseBody
    String text(@PathVariable String section) {
        // ok: java-view-name-injection
        return "text/" + section;
    }

    @GetMapping("/view")
    ModelAndView view(@RequestParam String name, ModelAndView model) {
        // ruleid: java-view-name-injection
        model.setViewName(name);
        // ok: java-view-name-injection
        model.setViewName("home");
        // ok: java-view-name-injection
        new ModelAndView("home", "name", name);
        // ruleid: java-view-name-injection
        return new ModelAndView("pages/" + name);
    }
}
