import { config } from 'zod';

// zod would compile its schemas with `new Function`, which a strict Content-Security-Policy reports as a violation.
// Must run before the first schema is made: main.tsx imports this file first.
config({ jitless: true });
