const errorhandler = require('errorhandler');
// ruleid: javascript-debug-error-handler
app.use(errorhandler());
if (process.env.NODE_ENV === 'development') {
  // ok: javascript-debug-error-handler
  app.use(errorhandler());
}
// ruleid: javascript-debug-error-handler
app.use(express.errorHandler({ dumpExceptions: true, showStack: true }));

app.use((err, req, res, next) => {
  // ruleid: javascript-stack-trace-exposure
  res.status(500).send(err.stack);
  // ok: javascript-stack-trace-exposure
  res.status(500).send('internal error');
  // ok: javascript-stack-trace-exposure
  logger.error(err.stack);
  // ruleid: javascript-stack-trace-exposure
  res.json({ message: 'failed', stack: err.stack });
  // ok: javascript-stack-trace-exposure
  res.json({ message: 'failed', stack: process.env.NODE_ENV === 'production' ? undefined : 'see log' });
  if (process.env.NODE_ENV === 'development') {
    // ok: javascript-stack-trace-exposure
    res.send(err.stack);
  }
});
router.get('/koa', (ctx) => {
  try {
    run();
  } catch (error) {
    // ruleid: javascript-stack-trace-exposure
    ctx.body = error.stack;
    // ok: javascript-stack-trace-exposure
    ctx.body = isDevelopment ? error.stack : 'failed';
  }
});
