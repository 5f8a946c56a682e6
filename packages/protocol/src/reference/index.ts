/** What the protocol reference says beside the schemas. A room of its own, so that no client carries these texts. */
export * from './client-notes.ts';
export * from './code-notes.ts';
export * from './event-notes.ts';
export * from './notes.ts';
export * from './server-notes.ts';
export * from './shape-notes.ts';
