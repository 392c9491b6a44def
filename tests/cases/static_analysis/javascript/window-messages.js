// ruleid: javascript-message-without-origin-check
window.addEventListener('message', (event) => {
  save(event.data);
});
// ok: javascript-message-without-origin-check
window.addEventListener('message', (event) => {
  if (event.origin !== 'https://example.com') return;
  save(event.data);
});
// ruleid: javascript-message-without-origin-check
window.addEventListener('message', function (event) {
  save(event.data);
});
// ruleid: javascript-message-without-origin-check
window.addEventListener('message', function receive(event) {
  save(event.data);
});
// ok: javascript-message-without-origin-check
window.addEventListener('message', function (event) {
  if (event.source !== frame.contentWindow) return;
  save(event.data);
});
// ruleid: javascript-message-without-origin-check
window.onmessage = (event) => save(event.data);
// ok: javascript-message-without-origin-check
worker.onmessage = (event) => save(event.data);

// ruleid: javascript-message-to-any-origin
window.parent.postMessage({ token }, '*');
// ok: javascript-message-to-any-origin
window.parent.postMessage({ token }, 'https://example.com');
// ok: javascript-message-to-any-origin
window.parent.postMessage({ height: 100 }, '*');
