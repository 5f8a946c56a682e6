// The session backend from source, as the local target starts it: what Node made of the source the last time is kept.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Beside thirty callers, stripping types and compiling again cost a start seconds. Where the folder cannot be written,
// it starts as if there were none.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/stoa', import.meta.url)));
await import('./main.ts');
// Once it listens, and not only at its end: it may be killed.
flushCompileCache();
