// Loaded first by test pages: keeps what goes wrong in the page, for `page.errors()`.
globalThis.collected = [];
addEventListener('error', (event) => collected.push(`error: ${event.message ?? event.target?.src ?? event.type}`), true);
addEventListener('unhandledrejection', (event) => collected.push(`rejected: ${event.reason?.message ?? event.reason}`));
document.addEventListener('securitypolicyviolation', (event) => collected.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
