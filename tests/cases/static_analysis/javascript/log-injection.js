app.post('/login', (req, res) => {
  // ruleid: javascript-log-injection
  logger.info('log-in of ' + req.body.name);
  // ok: javascript-log-injection
  logger.info({ name: req.body.name }, 'log-in');
  // ruleid: javascript-log-injection
  console.log(`log-in of ${req.query.name}`);
  // ok: javascript-log-injection
  console.log(`log-in of ${JSON.stringify(req.query.name)}`);
  // ok: javascript-log-injection
  console.log(`log-in of ${req.query.name.replace(/\n/g, '')}`);
  // ok: javascript-log-injection
  console.log('log-in', req.query.name);
  // ok: javascript-log-injection
  this.logger.warn(`age ${Number(req.query.age)}`);
  // ruleid: javascript-log-injection
  this.logger.warn(`agent ${req.headers['user-agent']}`);
  // ok: javascript-log-injection
  Math.log('a' + req.query.name);
});
