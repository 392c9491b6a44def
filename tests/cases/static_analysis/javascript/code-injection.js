app.get('/', (req, res) => {
  // ruleid: javascript-code-injection
  eval(req.query.code);
  // ok: javascript-code-injection
  eval('1 + 1');
  // ruleid: javascript-code-injection
  new Function('a', `return ${req.body.expression}`);
  // ok: javascript-code-injection
  new Function('a', 'return a')(req.body.expression);
  // ruleid: javascript-code-injection
  vm.runInNewContext(req.body.code, {});
  // ok: javascript-code-injection
  vm.runInNewContext('a + 1', { a: req.body.a });
  // ruleid: javascript-code-injection
  new vm.Script(req.body.code);
  // ruleid: javascript-code-injection
  setTimeout('run("' + req.query.name + '")', 10);
  // ok: javascript-code-injection
  setTimeout(() => run(req.query.name), 10);
  // ok: javascript-code-injection
  setTimeout(run, req.query.delay);
  // ok: javascript-code-injection
  eval(`(${JSON.stringify(req.body)})`);
});
// ruleid: javascript-code-injection
eval(location.hash.slice(1));
// ruleid: javascript-code-injection
window.setInterval("go(" + window.location.search + ")", 1000);
// ok: javascript-code-injection
JSON.parse(location.hash.slice(1));
