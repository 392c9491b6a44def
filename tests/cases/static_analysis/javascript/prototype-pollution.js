app.post('/', (req, res) => {
  // ruleid: javascript-prototype-pollution-merge
  _.merge(settings, req.body);
  // ok: javascript-prototype-pollution-merge
  _.merge(settings, { theme: 'dark' });
  // ok: javascript-prototype-pollution-merge
  _.merge(settings, schema.parse(req.body));
  // ruleid: javascript-prototype-pollution-merge
  _.defaultsDeep({}, req.query);
  // ok: javascript-prototype-pollution-merge
  _.assign({}, req.query);
  // ruleid: javascript-prototype-pollution-merge
  _.set(settings, req.body.path, 1);
  // ok: javascript-prototype-pollution-merge
  _.set(settings, 'theme', req.body.theme);
  // ruleid: javascript-prototype-pollution-merge
  $.extend(true, {}, req.body);
  // ok: javascript-prototype-pollution-merge
  $.extend({}, req.body);
  // ruleid: javascript-prototype-pollution-merge
  deepmerge(settings, req.body);
  // ok: javascript-prototype-pollution-merge
  deepmerge(settings, defaults);
});

app.put('/:section/:key', (req, res) => {
  // ruleid: javascript-prototype-pollution-assignment
  settings[req.params.section][req.params.key] = req.body.value;
  // ok: javascript-prototype-pollution-assignment
  settings['a'][req.params.key] = req.body.value;
  // ok: javascript-prototype-pollution-assignment
  settings.get(req.params.section).set(req.params.key, req.body.value);
  const section = req.params.section;
  if (section === '__proto__') return;
  // ok: javascript-prototype-pollution-assignment
  settings[section][req.params.key] = req.body.value;
  const other = req.params.other;
  if (forbidden.includes(other)) return;
  // ok: javascript-prototype-pollution-assignment
  settings[other][req.params.key] = req.body.value;
});

function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object') {
      // ruleid: javascript-prototype-pollution-recursive-copy
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
}
function checked(target, source) {
  for (const key in source) {
    if (key === '__proto__') continue;
    // ok: javascript-prototype-pollution-recursive-copy
    if (typeof source[key] === 'object') checked(target[key], source[key]);
    else target[key] = source[key];
  }
}
function walk(target, source) {
  for (const key of Object.keys(source)) {
    // ok: javascript-prototype-pollution-recursive-copy
    compare(target[key], source[key]);
  }
}
function ofKeys(target, source) {
  for (const key of Object.keys(source)) {
    // ruleid: javascript-prototype-pollution-recursive-copy
    target[key] = ofKeys(target[key], source[key]);
  }
}
function old(target, source) {
  for (var key in source) {
    // ruleid: javascript-prototype-pollution-recursive-copy
    target[key] = old(target[key], source[key]);
  }
}
function letKeys(target, source) {
  for (let key in source) {
    // ruleid: javascript-prototype-pollution-recursive-copy
    target[key] = letKeys(target[key], source[key]);
  }
}
