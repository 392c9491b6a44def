// ruleid: javascript-electron-unsafe-window
new BrowserWindow({ width: 800, webPreferences: { nodeIntegration: true } });
// ok: javascript-electron-unsafe-window
new BrowserWindow({ width: 800, webPreferences: { nodeIntegration: false } });
// ruleid: javascript-electron-unsafe-window
new BrowserWindow({ webPreferences: { preload, contextIsolation: false } });
// ok: javascript-electron-unsafe-window
new BrowserWindow({ webPreferences: { preload, contextIsolation: true } });
// ruleid: javascript-electron-unsafe-window
new BrowserWindow({ webPreferences: { webSecurity: false } });
// ok: javascript-electron-unsafe-window
new BrowserWindow({ webPreferences: { webSecurity: true } });
