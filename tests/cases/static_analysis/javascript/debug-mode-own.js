import { errorHandler } from './errors.js';
// ok: javascript-debug-error-handler
app.use(errorHandler());
