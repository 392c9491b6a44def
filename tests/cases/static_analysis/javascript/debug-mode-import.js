import errorHandler from 'errorhandler';
// ruleid: javascript-debug-error-handler
app.use(errorHandler());
