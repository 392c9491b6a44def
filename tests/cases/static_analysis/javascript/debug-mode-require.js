const errorHandler = require('errorhandler');
// ruleid: javascript-debug-error-handler
app.use(errorHandler());
